package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.Event;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.GossipRouter;
import io.grapevine.libp2p.gossip.MessageSigner;
import io.grapevine.libp2p.gossip.ProtocolVersion;
import io.grapevine.libp2p.gossip.RpcEncoder;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.MonotonicClock;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Publish and subscribe by GossipSub 1.0 to 1.2 over the streams of a host. Messages are signed,
 * and checked before anything else sees them.
 *
 * <p>Gossip is best effort: nothing is acknowledged, order is not kept, and a slow peer loses
 * messages. Each accepted message is delivered once. <em>Own messages are not delivered here</em>:
 * whoever publishes already has the message and passes it on locally if that is wanted.
 *
 * <p>A message of the last second is also sent to peers whose subscription arrives only now ({@code
 * GossipTimes.ownReplay}), which closes the gap between connecting and knowing each other's topics;
 * such late recipients are not part of {@link Publication#recipients()}.
 *
 * <p>Safe for use by many threads. Calls wait for the router's thread, at most {@code
 * QueueLimits.callWait}, and then fail with an {@link IllegalStateException}; they must not be made
 * from a {@link PubSubObserver}.
 */
public final class PubSub implements AutoCloseable {

  /** A host that gives up connections does not wait longer for a busy router. */
  private static final long MESH_WAIT_MILLIS = 100;

  private final GossipConfig config;
  private final Validators validators;
  private final RouterLoop router;
  private final PeerLinks links;
  private final IncomingStreams incoming;
  private final MessageSigner signer;
  private final SequenceNumbers seqnos = new SequenceNumbers(InstantSource.system());

  /** Held while a message is signed and handed over, so that numbers leave in order. */
  private final ReentrantLock publishing = new ReentrantLock();

  private volatile boolean closed;

  PubSub(KeyPair keys, Network network, GossipConfig config, PubSubObserver observer) {
    this.config = config;
    PubSubObserver guarded = new GuardedObserver(observer);
    PeerId self = keys.peerId();
    String name = self.toShortString();
    InstantSource clock = new MonotonicClock();
    SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    GossipRouter core = new GossipRouter(self, config, random, clock.instant());
    signer = new MessageSigner(keys);
    validators = new Validators(config.queues().validators(), this::answer, guarded, name);
    router =
        new RouterLoop(
            core,
            clock,
            config.queues(),
            new EffectRunner(self, this::link, network, validators, guarded),
            name);
    links = new PeerLinks(network, router, config, guarded);
    incoming = new IncomingStreams(config.rpc(), router, guarded);
  }

  private void join(Network network) {
    validators.start();
    router.start();
    ProtocolVersion.protocolIds().forEach(id -> network.serve(id, this::serve));
    network.prefer(this::meshPeers);
    config.peers().direct().forEach(network::protect);
    network.listen(links);
    network.connected().forEach(links::peerConnected);
  }

  /**
   * Starts pubsub on a host, which may have been started already or not. The host's peers are found
   * without further ado, now and later.
   */
  public static PubSub start(Host host, GossipConfig config, PubSubObserver observer) {
    return start(host.keyPair(), new HostNetwork(host), config, observer);
  }

  static PubSub start(KeyPair keys, Network network, GossipConfig config, PubSubObserver observer) {
    PubSub pubSub = new PubSub(keys, network, config, observer);
    pubSub.join(network);
    return pubSub;
  }

  /**
   * Joins a topic: tells all peers and makes a mesh at once.
   *
   * @throws IllegalStateException if this peer has subscribed to the topic already
   * @throws IllegalArgumentException if the topic is empty or longer than allowed
   */
  public void subscribe(String topic, MessageValidator validator, MessageConsumer consumer) {
    requireTopic(topic);
    if (!validators.add(topic, validator, consumer)) {
      throw new IllegalStateException("already subscribed to " + topic);
    }
    await(router.submit(new Event.Subscribe(topic)));
  }

  /** Leaves a topic; no harm if it was not joined. Messages under way may still be delivered. */
  public void unsubscribe(String topic) {
    await(router.submit(new Event.Unsubscribe(topic)));
    validators.remove(topic);
  }

  /**
   * Signs a message and queues it for the topic's peers. This peer need not have subscribed.
   *
   * @param message not to be modified afterwards
   * @return to how many peers it was queued; 0 is no error, but nobody has it
   * @throws IllegalArgumentException if the message does not fit into one RPC, or the topic is
   *     empty or too long
   */
  public Publication publish(String topic, byte[] message) {
    requireTopic(topic);
    GossipMessage signed;
    CompletableFuture<Integer> recipients;
    publishing.lock();
    try {
      signed = signer.sign(seqnos.next(), topic, message);
      requireFits(signed);
      recipients = router.submit(new Event.Publish(signed));
    } finally {
      publishing.unlock();
    }
    return new Publication(signed.id(), await(recipients));
  }

  /** Connected peers that have subscribed to the topic and can be sent to. */
  public Set<PeerId> subscribers(String topic) {
    return await(router.ask(core -> core.subscribers(topic)));
  }

  /** Peers in our mesh of the topic; empty if this peer has not subscribed. */
  public Set<PeerId> mesh(String topic) {
    return await(router.ask(core -> core.mesh(topic)));
  }

  private Set<PeerId> meshPeers() {
    if (closed) {
      return Set.of();
    }
    return router
        .ask(PubSub::meshPeers)
        .completeOnTimeout(Set.of(), MESH_WAIT_MILLIS, TimeUnit.MILLISECONDS)
        .join();
  }

  private static Set<PeerId> meshPeers(GossipRouter core) {
    return core.topics().stream()
        .flatMap(topic -> core.mesh(topic).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The topics that this peer has subscribed to, in that order. */
  public List<TopicSnapshot> topics() {
    return await(router.ask(PubSub::snapshot));
  }

  /** Ends all streams; the host stays as it is. Further calls fail. */
  @Override
  public void close() {
    closed = true;
    links.close();
    incoming.close();
    router.close();
    validators.close();
  }

  private static List<TopicSnapshot> snapshot(GossipRouter core) {
    return core.topics().stream()
        .map(topic -> new TopicSnapshot(topic, core.mesh(topic), core.subscribers(topic)))
        .toList();
  }

  private void answer(Event event) {
    router.post(event);
  }

  private @Nullable PeerLink link(PeerId peer) {
    return links.get(peer);
  }

  private void serve(Stream stream) throws IOException {
    if (closed) {
      stream.reset();
      return;
    }
    // The stream can be faster than the news that its connection stands.
    links.peerConnected(stream.remotePeer());
    incoming.serve(stream);
  }

  private <T> T await(CompletableFuture<T> answer) {
    if (closed) {
      throw new IllegalStateException("pubsub is closed");
    }
    if (router.onThread()) {
      throw new IllegalStateException("called from the router's own thread");
    }
    Duration wait = config.queues().callWait();
    try {
      return answer.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException("the gossip router did not answer within " + wait, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("the gossip router failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the gossip router", e);
    }
  }

  private void requireTopic(String topic) {
    int bytes = topic.getBytes(StandardCharsets.UTF_8).length;
    if (bytes == 0 || bytes > config.rpc().topicBytesMax()) {
      throw new IllegalArgumentException(
          "a topic has 1 to " + config.rpc().topicBytesMax() + " bytes, not " + bytes);
    }
  }

  private void requireFits(GossipMessage message) {
    int bytes = RpcEncoder.rpcBytes(message);
    if (bytes > config.rpc().rpcBytesMax()) {
      throw new IllegalArgumentException(
          "message takes " + bytes + " bytes, the limit is " + config.rpc().rpcBytesMax());
    }
  }
}
