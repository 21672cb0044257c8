package io.grapevine.jvmlibp2p;

import io.grapevine.benchmark.BenchmarkConnection;
import io.grapevine.benchmark.BenchmarkHost;
import io.libp2p.core.Connection;
import io.libp2p.core.Host;
import io.libp2p.core.multiformats.Multiaddr;
import io.libp2p.core.pubsub.MessageApi;
import io.libp2p.core.pubsub.PubsubPublisherApi;
import io.libp2p.core.pubsub.Topic;
import io.libp2p.protocol.Identify;
import io.libp2p.pubsub.PubsubRouterKt;
import io.libp2p.pubsub.gossip.Gossip;
import io.libp2p.pubsub.gossip.builders.GossipRouterBuilder;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A host of jvm-libp2p under measurement. */
final class UpstreamHost implements BenchmarkHost {
  private final Host host;
  private final Identify identify;
  private @Nullable ScheduledExecutorService routerThread;
  private @Nullable PubsubPublisherApi publisher;

  UpstreamHost(Host host, Identify identify) {
    this.host = host;
    this.identify = identify;
  }

  @Override
  public String address() {
    return host.listenAddresses().getFirst().toString();
  }

  @Override
  public void serve() {
    host.addProtocolHandler(new MeasuredProtocol(MeasuredProtocol.ECHO, EchoEnd::new));
    host.addProtocolHandler(new MeasuredProtocol(MeasuredProtocol.SINK, SinkEnd::new));
  }

  @Override
  public BenchmarkConnection connect(String address) throws Exception {
    Connection connection =
        host.getNetwork()
            .connect(new Multiaddr(address))
            .get(UpstreamStack.PATIENCE_SECONDS, TimeUnit.SECONDS);
    connection
        .muxerSession()
        .createStream(List.of(identify))
        .getController()
        .thenCompose(controller -> controller.id())
        .get(UpstreamStack.PATIENCE_SECONDS, TimeUnit.SECONDS);
    return new UpstreamConnection(connection);
  }

  /** Gossip costs a thread and two streams, so that it is there only where it is measured. */
  @Override
  public void join(String topic, Consumer<byte[]> received) {
    ScheduledExecutorService thread =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
    GossipRouterBuilder builder = new GossipRouterBuilder();
    builder.setScheduledAsyncExecutor(thread);
    builder.setMessageValidator(PubsubRouterKt.getSIGNATURE_ROUTER_VALIDATOR());
    Gossip gossip = new Gossip(builder.build());
    host.addProtocolHandler(new AnyBinding(gossip));
    host.addConnectionHandler(gossip);
    Consumer<MessageApi> receiver =
        message -> received.accept(ByteBufUtil.getBytes(message.getData()));
    gossip.subscribe(receiver, new Topic(topic));
    publisher =
        gossip.createPublisher(
            host.getPrivKey(), TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
    routerThread = thread;
  }

  @Override
  public void publish(String topic, byte[] payload) {
    PubsubPublisherApi joined = publisher;
    if (joined != null) {
      // Fails while nobody is there, which is as it should be.
      var _ = joined.publish(Unpooled.wrappedBuffer(payload), new Topic(topic));
    }
  }

  @Override
  public void close() {
    try {
      host.stop().get(UpstreamStack.PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException failure) {
      throw new IllegalStateException("the host did not stop", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    if (routerThread != null) {
      routerThread.shutdownNow();
    }
  }
}
