package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.START;
import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;

import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** One router with a clock of its own; keeps the effects of the last events. */
final class RouterBench {

  static final PeerId SELF = GossipFixtures.peer(1_000_000);

  final GossipConfig config;
  final GossipRouter router;
  private final List<Effect> effects = new ArrayList<>();
  private Instant now = START;

  RouterBench() {
    this(GossipConfig.defaults());
  }

  RouterBench(GossipConfig config) {
    this.config = config;
    this.router = new GossipRouter(SELF, config, Randomised.ofSeed(1), START);
  }

  Instant now() {
    return now;
  }

  RouterBench handle(Event event) {
    effects.addAll(router.handle(event, now));
    return this;
  }

  /** Moves the clock and runs every heartbeat that is due on the way. */
  RouterBench pass(Duration time) {
    Instant end = now.plus(time);
    while (!router.nextDeadline().orElseThrow().isAfter(end)) {
      now = router.nextDeadline().orElseThrow();
      handle(new Event.DeadlineReached());
    }
    now = end;
    return this;
  }

  /** One heartbeat. */
  RouterBench beat() {
    now = router.nextDeadline().orElseThrow();
    return handle(new Event.DeadlineReached());
  }

  RouterBench subscribe() {
    return handle(new Event.Subscribe(TOPIC));
  }

  /** Peers that dialled us and can be written to. */
  RouterBench connect(int first, int last) {
    for (int i = first; i <= last; i++) {
      connect(i, false, ProtocolVersion.V1_2);
    }
    return this;
  }

  RouterBench connect(int number, boolean outbound, ProtocolVersion version) {
    PeerId peer = GossipFixtures.peer(number);
    handle(new Event.PeerConnected(peer, outbound, ""));
    return handle(new Event.OutgoingOpened(peer, version));
  }

  /** The peers subscribe to the topic. */
  RouterBench join(int first, int last) {
    for (int i = first; i <= last; i++) {
      receive(i, rpc -> rpc.subscription(TOPIC, true));
    }
    return this;
  }

  RouterBench receive(int peer, Consumer<RpcBuilder> content) {
    RpcBuilder rpc = new RpcBuilder();
    content.accept(rpc);
    return handle(new Event.RpcReceived(GossipFixtures.peer(peer), rpc.build()));
  }

  RouterBench receive(int peer, DecodedMessage message) {
    return receive(peer, rpc -> rpc.message(message));
  }

  RouterBench validated(GossipMessage message, Validity validity) {
    return handle(new Event.MessageValidated(message, validity));
  }

  /** Forgets the effects so far. */
  RouterBench clear() {
    effects.clear();
    return this;
  }

  List<Effect> effects() {
    return List.copyOf(effects);
  }

  Set<PeerId> mesh() {
    return router.mesh(TOPIC);
  }

  double score(int peer) {
    return router.score(GossipFixtures.peer(peer), now);
  }

  /** What was sent to the peer as control. */
  List<Rpc> controlTo(int peer) {
    return only(Effect.SendControl.class)
        .filter(send -> send.peer().equals(GossipFixtures.peer(peer)))
        .map(Effect.SendControl::rpc)
        .toList();
  }

  List<String> graftsTo(int peer) {
    return controlTo(peer).stream().flatMap(rpc -> rpc.grafts().stream()).toList();
  }

  List<Rpc.Prune> prunesTo(int peer) {
    return controlTo(peer).stream().flatMap(rpc -> rpc.prunes().stream()).toList();
  }

  List<MessageId> iwantsTo(int peer) {
    return controlTo(peer).stream().flatMap(rpc -> rpc.iwants().stream()).toList();
  }

  /** To whom the message was sent, in order, with repetitions. */
  List<PeerId> receiversOf(GossipMessage message) {
    return only(Effect.SendMessage.class)
        .filter(send -> send.message().id().equals(message.id()))
        .flatMap(send -> send.peers().stream())
        .toList();
  }

  List<GossipMessage> validations() {
    return only(Effect.Validate.class).map(Effect.Validate::message).toList();
  }

  /** Peers that the router wants to be connected with, in order, with repetitions. */
  List<PeerId> dials() {
    return only(Effect.Dial.class).map(dial -> dial.peer().peer()).toList();
  }

  /** Peers that the router wants to be rid of. */
  List<PeerId> disconnected() {
    return only(Effect.Disconnect.class).map(Effect.Disconnect::peer).toList();
  }

  int reports(Occurrence occurrence) {
    return only(Effect.Report.class)
        .filter(report -> report.occurrence() == occurrence)
        .mapToInt(Effect.Report::times)
        .sum();
  }

  private <E extends Effect> Stream<E> only(Class<E> type) {
    return effects.stream().filter(type::isInstance).map(type::cast);
  }
}
