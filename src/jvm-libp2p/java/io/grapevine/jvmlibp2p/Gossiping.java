package io.grapevine.jvmlibp2p;

import io.grapevine.coordination.NetworkView;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.HeardMessage;
import io.grapevine.network.TopicReader;
import io.libp2p.core.crypto.PrivKey;
import io.libp2p.core.pubsub.MessageApi;
import io.libp2p.core.pubsub.PubsubPublisherApi;
import io.libp2p.core.pubsub.Topic;
import io.libp2p.core.pubsub.ValidationResult;
import io.libp2p.pubsub.MaxCountTopicSubscriptionFilter;
import io.libp2p.pubsub.NoPeersForOutboundMessageException;
import io.libp2p.pubsub.PubsubRouterKt;
import io.libp2p.pubsub.TopicSubscriptionFilter;
import io.libp2p.pubsub.gossip.Gossip;
import io.libp2p.pubsub.gossip.GossipRouter;
import io.libp2p.pubsub.gossip.builders.GossipParamsBuilder;
import io.libp2p.pubsub.gossip.builders.GossipRouterBuilder;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publish and subscribe. Set apart from the library's defaults: signatures are checked, sequence
 * numbers begin at the time of day, own messages go to all subscribers, and subscriptions have a
 * limit.
 */
final class Gossiping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Gossiping.class);

  private static final Duration CALL_WAIT = Duration.ofSeconds(5);
  private static final int READERS = 2;
  private static final int UNREAD_MAX = 1_024;
  private static final int TOPICS_PER_PEER_MAX = 1_024;
  private static final int SUBSCRIPTIONS_PER_REQUEST_MAX = 256;

  private final ScheduledExecutorService routerThread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("jvm-libp2p-gossip").factory());

  /** Validators would otherwise run on the router's only thread. */
  private final ExecutorService readers =
      new ThreadPoolExecutor(
          READERS,
          READERS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(UNREAD_MAX),
          Thread.ofPlatform().daemon().name("jvm-libp2p-reader-", 0).factory());

  private final GossipRouter router;
  private final Gossip gossip;
  private final PubsubPublisherApi publisher;
  private final Set<String> joined = ConcurrentHashMap.newKeySet();

  Gossiping(PrivKey identity) {
    GossipRouterBuilder builder = new GossipRouterBuilder();
    builder.setScheduledAsyncExecutor(routerThread);
    builder.setMessageValidator(PubsubRouterKt.getSIGNATURE_ROUTER_VALIDATOR());
    builder.setParams(
        new GossipParamsBuilder().floodPublishMaxMessageSizeThreshold(Integer.MAX_VALUE).build());
    builder.setSubscriptionTopicSubscriptionFilter(
        new MaxCountTopicSubscriptionFilter(
            SUBSCRIPTIONS_PER_REQUEST_MAX,
            TOPICS_PER_PEER_MAX,
            new TopicSubscriptionFilter.AllowAllTopicSubscriptionFilter()));
    router = builder.build();
    gossip = new Gossip(router);
    publisher =
        gossip.createPublisher(identity, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
  }

  /** The protocol, for the host to serve and to open with every connection. */
  Gossip protocol() {
    return gossip;
  }

  void subscribe(String topic, TopicReader reader) {
    if (!joined.add(topic)) {
      throw new IllegalStateException("already subscribed to " + topic);
    }
    Function<MessageApi, CompletableFuture<ValidationResult>> validator =
        message -> validated(topic, reader, message);
    gossip.subscribe(validator, new Topic(topic));
  }

  /** Tells to how many subscribers; the library only tells whether to any. */
  int publish(String topic, byte[] message) {
    int subscribers = subscribers(topic).size();
    try {
      await(publisher.publish(Unpooled.wrappedBuffer(message), new Topic(topic)));
      return Math.max(1, subscribers);
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof NoPeersForOutboundMessageException) {
        return 0;
      }
      throw new IllegalStateException("the gossip router failed", failure);
    }
  }

  List<PeerId> subscribers(String topic) {
    Topic wanted = new Topic(topic);
    return peerTopics().entrySet().stream()
        .filter(entry -> entry.getValue().contains(wanted))
        .map(entry -> Translations.peerId(entry.getKey()))
        .sorted()
        .toList();
  }

  /** The joined topics with their subscribers and their mesh. */
  List<NetworkView.Topic> topics() {
    Map<String, List<PeerId>> meshes = answer(router.submitOnEventThread(this::meshes));
    return meshes.entrySet().stream()
        .map(
            entry ->
                new NetworkView.Topic(
                    entry.getKey(), subscribers(entry.getKey()), entry.getValue()))
        .toList();
  }

  @Override
  public void close() {
    routerThread.shutdownNow();
    readers.shutdownNow();
  }

  private Map<String, List<PeerId>> meshes() {
    Map<String, List<PeerId>> meshes = new TreeMap<>();
    router
        .getMesh()
        .forEach(
            (topic, peers) ->
                meshes.put(
                    topic,
                    peers.stream()
                        .map(peer -> Translations.peerId(peer.getPeerId()))
                        .sorted()
                        .toList()));
    return meshes;
  }

  private Map<io.libp2p.core.PeerId, Set<Topic>> peerTopics() {
    return answer(gossip.getPeerTopics());
  }

  private CompletableFuture<ValidationResult> validated(
      String topic, TopicReader reader, MessageApi message) {
    try {
      return CompletableFuture.supplyAsync(() -> read(topic, reader, message), readers);
    } catch (RejectedExecutionException tooMany) {
      return CompletableFuture.completedFuture(ValidationResult.Ignore);
    }
  }

  private static ValidationResult read(String topic, TopicReader reader, MessageApi message) {
    try {
      byte[] from = message.getFrom();
      if (from == null) {
        return ValidationResult.Invalid;
      }
      PeerId author = PeerId.decode(from);
      byte[] payload = ByteBufUtil.getBytes(message.getData());
      reader.read(new HeardMessage(topic, author, payload)).run();
      return ValidationResult.Valid;
    } catch (MalformedException unsound) {
      LOG.debug("a message on {} is rejected", topic, unsound);
      return ValidationResult.Invalid;
    }
  }

  private static <T> T answer(CompletableFuture<T> answer) {
    try {
      return await(answer);
    } catch (ExecutionException failure) {
      throw new IllegalStateException("the gossip router failed", failure);
    }
  }

  private static <T> T await(CompletableFuture<T> answer) throws ExecutionException {
    try {
      return answer.get(CALL_WAIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException("the gossip router did not answer within " + CALL_WAIT, late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the router", interrupted);
    }
  }
}
