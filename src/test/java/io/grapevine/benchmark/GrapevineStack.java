package io.grapevine.benchmark;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.PeerListener;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.multiformats.Multihash;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import io.grapevine.libp2p.pubsub.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The stack of this repository. */
public final class GrapevineStack implements Stack {
  private static final String ECHO = "/benchmark/echo/1";
  private static final String SINK = "/benchmark/sink/1";
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CHUNK = 64 * 1024;
  private static final int STREAMS = 1000;

  @Override
  public String name() {
    return "grapevine";
  }

  @Override
  public BenchmarkHost start(boolean listening) throws IOException {
    Host host =
        Host.builder()
            .keyPair(KeyPair.generate(new SecureRandom()))
            .listenAddresses(
                listening ? List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")) : List.of())
            .build();
    host.start();
    return new Running(host);
  }

  private static void echo(Stream stream) throws IOException {
    stream.output().write(stream.input().readAllBytes());
    stream.closeWrite();
  }

  private static void sink(Stream stream) throws IOException {
    InputStream in = stream.input();
    byte[] chunk = new byte[CHUNK];
    long total = 0;
    for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
      total += count;
    }
    stream.output().write(ByteBuffer.allocate(Long.BYTES).putLong(total).array());
    stream.closeWrite();
  }

  /** What a host knows of one peer, as far as connecting and leaving wait for it. */
  private record Events(Semaphore identified, Semaphore gone) {
    Events() {
      this(new Semaphore(0), new Semaphore(0));
    }
  }

  private static final class Running implements BenchmarkHost, PeerListener {
    private final Host host;
    private final Map<PeerId, Events> events = new ConcurrentHashMap<>();
    private @Nullable PubSub pubSub;

    Running(Host host) {
      this.host = host;
      host.addListener(this);
    }

    @Override
    public String address() {
      return host.addresses().getFirst() + "/p2p/" + host.peerId();
    }

    @Override
    public void serve() {
      host.register(new ProtocolBinding(ECHO, STREAMS, GrapevineStack::echo));
      host.register(new ProtocolBinding(SINK, STREAMS, GrapevineStack::sink));
    }

    @Override
    public BenchmarkConnection connect(String address) throws Exception {
      Multiaddr target = Multiaddr.parse(address);
      PeerId peer = PeerId.of(Multihash.decode(target.peerIdBytes().orElseThrow()));
      events(peer).identified.drainPermits();
      events(peer).gone.drainPermits();
      host.connect(target, PATIENCE);
      await(events(peer).identified, "identified");
      return new Connected(this, peer);
    }

    @Override
    public void join(String topic, Consumer<byte[]> received) {
      PubSub started = PubSub.start(host, GossipConfig.defaults(), PubSubObserver.NOOP);
      started.subscribe(
          topic, message -> Verdict.ACCEPT, message -> received.accept(message.payload()));
      pubSub = started;
    }

    @Override
    public void publish(String topic, byte[] payload) {
      PubSub joined = pubSub;
      if (joined != null) {
        joined.publish(topic, payload);
      }
    }

    @Override
    public void peerIdentified(PeerId peer, Set<String> protocols) {
      events(peer).identified.release();
    }

    @Override
    public void peerDisconnected(PeerId peer) {
      events(peer).gone.release();
    }

    private Events events(PeerId peer) {
      return events.computeIfAbsent(peer, unknown -> new Events());
    }

    private static void await(Semaphore event, String what) throws Exception {
      if (!event.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new TimeoutException("peer was not " + what + " in time");
      }
    }

    @Override
    public void close() {
      if (pubSub != null) {
        pubSub.close();
      }
      host.close();
    }
  }

  private record Connected(Running owner, PeerId peer) implements BenchmarkConnection {

    @Override
    public int request(byte[] request) throws IOException {
      try (Stream stream = owner.host.open(peer, List.of(ECHO), PATIENCE)) {
        stream.output().write(request);
        stream.closeWrite();
        return stream.input().readAllBytes().length;
      }
    }

    @Override
    public long transfer(long bytes) throws IOException {
      try (Stream stream = owner.host.open(peer, List.of(SINK), PATIENCE)) {
        byte[] chunk = new byte[CHUNK];
        for (long left = bytes; left > 0; left -= chunk.length) {
          stream.output().write(chunk, 0, (int) Math.min(left, chunk.length));
        }
        stream.closeWrite();
        stream.readTimeout(Duration.ofMinutes(2));
        return ByteBuffer.wrap(stream.input().readNBytes(Long.BYTES)).getLong();
      }
    }

    @Override
    public void close() throws Exception {
      host().disconnect(peer);
      Running.await(owner.events(peer).gone, "gone");
    }

    private Host host() {
      return owner.host;
    }
  }
}
