package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.Records;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.lang.reflect.Field;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** A router with tight limits, and beside it what its driver knows. */
final class RouterModel {

  private static final int PEERS = 12;
  private static final int SELF = 1000;

  private static final GossipConfig CONFIG =
      GossipConfig.defaults()
          .withLimits(
              Records.with(
                  GossipLimits.defaults(),
                  Map.of(
                      "seenMax", 32,
                      "ihaveIdsMax", 24,
                      "promisesMax", 6,
                      "idontwantIdsMax", 8,
                      "idontwantBytesMin", 400,
                      "topicsPerPeerMax", 4,
                      "backoffsMax", 10,
                      "validationsMax", 8,
                      "authorsMax", 6,
                      "slowBeatsMax", 2)))
          .withPeers(PeerPolicy.defaults().withExchange(0).withDirect(Set.of(peer(11))))
          .withScore(
              Records.with(
                  ScoreConfig.defaults(), Map.of("retainMax", 3, "behaviourThreshold", 20.0)));

  private final GossipRouter router;
  private final RouterState state;
  private final Map<PeerId, Boolean> connected = new LinkedHashMap<>();
  private final Set<PeerId> writable = new LinkedHashSet<>();
  private final List<GossipMessage> validating = new ArrayList<>();
  private final Set<String> subscribed = new LinkedHashSet<>();
  private Instant now = GossipFixtures.START;
  private long ownSeqno = 1;
  private long effectsHash;

  RouterModel(int seed) {
    router = new GossipRouter(GossipFixtures.peer(SELF), CONFIG, Randomised.ofSeed(seed), now);
    state = stateOf(router);
  }

  RpcLimits rpcLimits() {
    return CONFIG.rpc();
  }

  long effectsHash() {
    return effectsHash;
  }

  void connected(int peer, boolean outbound) {
    connected.putIfAbsent(peer(peer), outbound);
    tell(new Event.PeerConnected(peer(peer), outbound, "10.0.0." + peer % 3));
  }

  void disconnected(int peer) {
    connected.remove(peer(peer));
    writable.remove(peer(peer));
    tell(new Event.PeerDisconnected(peer(peer)));
  }

  void opened(int peer, ProtocolVersion version) {
    if (connected.containsKey(peer(peer))) {
      writable.add(peer(peer));
    }
    tell(new Event.OutgoingOpened(peer(peer), version));
  }

  void closed(int peer) {
    writable.remove(peer(peer));
    tell(new Event.OutgoingClosed(peer(peer)));
  }

  void incoming(int peer) {
    tell(new Event.IncomingOpened(peer(peer)));
  }

  void recorded(int peer) {
    tell(new Event.PeerRecorded(peer(peer), new byte[] {1, 2, 3}));
  }

  void slow(int peer, boolean stalled) {
    tell(new Event.PeerSlow(peer(peer), stalled));
  }

  void subscribe(String topic) {
    subscribed.add(topic);
    tell(new Event.Subscribe(topic));
  }

  void unsubscribe(String topic) {
    tell(new Event.Unsubscribe(topic));
    subscribed.remove(topic);
  }

  void publish(String topic, int bytes) {
    PeerId self = GossipFixtures.peer(SELF);
    tell(new Event.Publish(GossipFixtures.message(self, ownSeqno++, topic, new byte[bytes])));
  }

  void rpc(int peer, Rpc rpc) {
    tell(new Event.RpcReceived(peer(peer), rpc));
  }

  void validated(int pick, Validity validity) {
    if (!validating.isEmpty()) {
      GossipMessage message = validating.remove(pick % validating.size());
      tell(new Event.MessageValidated(message, validity));
    }
  }

  /** Time passes, and the router is told when it wants to be. */
  void pass(Duration duration) {
    now = now.plus(duration);
    for (int beats = 0; beats < 3 && !router.nextDeadline().orElseThrow().isAfter(now); beats++) {
      tell(new Event.DeadlineReached());
      Claims.that(router.nextDeadline().orElseThrow().isAfter(now), "the heartbeat stands still");
    }
  }

  /** A message of some author, among them the router's own name; {@code variant} forges it. */
  GossipMessage message(int author, int seqno, String topic, int variant) {
    PeerId from = author % 16 == 15 ? GossipFixtures.peer(SELF) : peer(author);
    byte[] payload = new byte[author % 5 == 0 ? 500 : 10];
    GossipMessage message = GossipFixtures.message(from, seqno % 64, topic, payload);
    return variant == 0 ? message : GossipFixtures.otherSignature(message, variant + 1);
  }

  /** The id of a message that may exist, or one that never will. */
  MessageId id(int number) {
    return number % 2 == 0
        ? MessageId.of(peer(number), number / 2 % 64)
        : GossipFixtures.id(number);
  }

  void check() {
    GossipLimits limits = CONFIG.limits();
    Claims.equal(connected.keySet(), state.peers.keySet(), "connected peers");
    Claims.equal(subscribed, router.topics(), "topics");
    Claims.that(state.seen.size() <= limits.seenMax(), "seen cache");
    Claims.that(state.cache.bytes() >= 0, "message cache is negative");
    Claims.that(state.cache.bytes() <= limits.historyBytesMax(), "message cache");
    Claims.that(state.backoffs.size() <= limits.backoffsMax(), "back-offs");
    Claims.that(state.promises.size() >= 0, "promises are negative");
    Claims.that(state.promises.size() <= limits.promisesMax(), "promises");
    Claims.that(state.validations.size() <= limits.validationsMax(), "validations");
    Claims.that(state.sequences.size() <= limits.authorsMax(), "authors remembered");
    Claims.that(state.validations.bytes() >= 0, "validations are negative");
    Claims.that(state.validations.bytes() <= limits.validationBytesMax(), "validation bytes");
    Claims.equal(validating.size(), state.validations.size(), "validations under way");
    Claims.that(
        state.scores.size() <= connected.size() + CONFIG.score().retainMax(), "scores kept");
    for (PeerState peer : state.peers.values()) {
      Claims.that(peer.topics().size() <= limits.topicsPerPeerMax(), "subscriptions of a peer");
      int unwantedMax = limits.idontwantIdsMax() * (limits.idontwantBeats() + 1);
      Claims.that(peer.unwantedCount() <= unwantedMax, "IDONTWANT of a peer");
      Claims.that(peer.meshedBefore().size() <= 6, "former meshes of a peer");
      Claims.equal(writable.contains(peer.id()), peer.writable(), "writable");
      Claims.that(!Double.isNaN(router.score(peer.id(), now)), "score is no number");
    }
    subscribed.forEach(this::checkMesh);
  }

  private void checkMesh(String topic) {
    long inbound = 0;
    for (PeerId member : router.mesh(topic)) {
      Claims.that(writable.contains(member), "a mesh member that cannot be sent to");
      Claims.that(!connected.isEmpty() && connected.containsKey(member), "a lost mesh member");
      inbound += Boolean.TRUE.equals(connected.get(member)) ? 0 : 1;
    }
    Claims.that(inbound <= CONFIG.mesh().meshSizeMax(), "too many inbound members of a mesh");
  }

  private void tell(Event event) {
    for (Effect effect : router.handle(event, now)) {
      effectsHash = 31 * effectsHash + hash(effect);
      carriedOut(effect);
    }
  }

  private void carriedOut(Effect effect) {
    switch (effect) {
      case Effect.SendControl(PeerId peer, Rpc rpc) -> {
        Claims.that(writable.contains(peer), "control for a peer that cannot be sent to");
        Claims.that(rpc.messages().isEmpty(), "control holds messages");
        encodable(rpc);
      }
      case Effect.SendMessage(GossipMessage message, List<PeerId> peers) -> {
        Claims.that(writable.containsAll(peers), "a message for a peer that cannot be sent to");
        Claims.equal(peers.size(), Set.copyOf(peers).size(), "different peers");
        Claims.that(message.size() > 0, "an empty message");
      }
      case Effect.PeerHas(PeerId peer, MessageId _) ->
          Claims.that(connected.containsKey(peer), "a stranger has a message");
      case Effect.Validate(GossipMessage message, PeerId from) -> {
        Claims.that(connected.containsKey(from), "a message of nobody");
        Claims.that(subscribed.contains(message.topic()), "a message that nobody wants");
        validating.add(message);
      }
      case Effect.Report(Occurrence _, String topic, int times) -> {
        Claims.that(topic.isEmpty() || subscribed.contains(topic), "a stranger's topic: " + topic);
        Claims.that(times > 0, "something happened " + times + " times");
      }
      case Effect.Disconnect(PeerId peer) ->
          Claims.that(connected.containsKey(peer), "a stranger is let go");
      case Effect.Dial(ExchangedPeer other) ->
          Claims.that(
              !connected.containsKey(other.peer())
                  && !other.peer().equals(GossipFixtures.peer(SELF)),
              "dials a peer that is there");
      case Effect.MeshChanged(String topic, int size) ->
          Claims.that(subscribed.contains(topic) && size >= 0, "mesh of " + topic);
    }
  }

  private static void encodable(Rpc rpc) {
    for (byte[] piece : RpcEncoder.encode(rpc, CONFIG.rpc())) {
      Claims.that(piece.length <= CONFIG.rpc().rpcBytesMax(), "an RPC is too long");
      try {
        RpcDecoder.decode(piece, CONFIG.rpc());
      } catch (MalformedException e) {
        throw new AssertionError("our own RPC is refused", e);
      }
    }
  }

  /** By content: messages have no equality of their own. */
  private static int hash(Effect effect) {
    return switch (effect) {
      case Effect.SendMessage(GossipMessage message, List<PeerId> peers) ->
          Objects.hash(message.id(), peers);
      case Effect.Validate(GossipMessage message, PeerId from) -> Objects.hash(message.id(), from);
      default -> effect.hashCode();
    };
  }

  private static PeerId peer(int number) {
    return GossipFixtures.peer(number % PEERS);
  }

  /** The state is nobody's business but a test's. */
  private static RouterState stateOf(GossipRouter router) {
    try {
      Field field = GossipRouter.class.getDeclaredField("state");
      field.setAccessible(true);
      return (RouterState) field.get(router);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
