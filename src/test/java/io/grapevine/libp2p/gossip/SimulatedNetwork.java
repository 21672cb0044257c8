package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.START;
import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Routers and the production codec on links with delay, whose messages can be lost (as a full queue
 * loses them) and which can break and come back. Control is never lost while a link is up, and
 * order is kept, as on a stream. Everything follows from the seed.
 */
final class SimulatedNetwork {

  private final RandomGenerator random;
  private final GossipConfig config;
  private final Map<PeerId, SimulatedPeer> peers = new LinkedHashMap<>();
  private final Map<Link, Integer> links = new LinkedHashMap<>();
  private final Map<Link, Instant> lastArrival = new LinkedHashMap<>();

  /** How often a link has come up: what was sent in an earlier life never arrives. */
  private final Map<Link, Integer> lives = new LinkedHashMap<>();

  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparingLong(Task::sequence));
  private final List<String> transcript = new ArrayList<>();
  private double messageLoss;
  private Instant now = START;
  private long sequence;
  private long copies;

  SimulatedNetwork(long seed, GossipConfig config, int size) {
    this.random = Randomised.ofSeed(seed);
    this.config = config;
    for (int i = 0; i < size; i++) {
      SimulatedPeer peer = new SimulatedPeer(GossipFixtures.peer(i));
      peers.put(peer.id, peer);
      schedule(peer.router.nextDeadline().orElseThrow(), peer::wake);
    }
  }

  List<SimulatedPeer> peers() {
    return List.copyOf(peers.values());
  }

  Instant now() {
    return now;
  }

  List<String> transcript() {
    return transcript;
  }

  /** Messages sent from peer to peer so far. */
  long copies() {
    return copies;
  }

  void messageLoss(double probability) {
    messageLoss = probability;
  }

  boolean connected(SimulatedPeer a, SimulatedPeer b) {
    return links.containsKey(new Link(a.id, b.id));
  }

  /** The first dials the second. */
  void connect(SimulatedPeer dialer, SimulatedPeer listener) {
    if (dialer == listener || connected(dialer, listener)) {
      return;
    }
    int delayMillis = random.nextInt(1, 30);
    links.put(new Link(dialer.id, listener.id), delayMillis);
    links.put(new Link(listener.id, dialer.id), delayMillis);
    lives.merge(new Link(dialer.id, listener.id), 1, Integer::sum);
    lives.merge(new Link(listener.id, dialer.id), 1, Integer::sum);
    dialer.handle(new Event.PeerConnected(listener.id, true, ""));
    listener.handle(new Event.PeerConnected(dialer.id, false, ""));
    openStream(dialer, listener);
    openStream(listener, dialer);
  }

  /** Whatever is under way on the link is lost. */
  void disconnect(SimulatedPeer a, SimulatedPeer b) {
    if (connected(a, b)) {
      links.remove(new Link(a.id, b.id));
      links.remove(new Link(b.id, a.id));
      a.handle(new Event.PeerDisconnected(b.id));
      b.handle(new Event.PeerDisconnected(a.id));
    }
  }

  /** Runs for a time. */
  void run(Duration time) {
    Instant end = now.plus(time);
    while (!tasks.isEmpty() && !tasks.peek().at().isAfter(end)) {
      Task task = tasks.remove();
      now = task.at();
      task.action().run();
    }
    now = end;
  }

  RandomGenerator random() {
    return random;
  }

  private void openStream(SimulatedPeer from, SimulatedPeer to) {
    send(
        from,
        to,
        () -> {
          from.handle(new Event.OutgoingOpened(to.id, ProtocolVersion.V1_2));
          to.handle(new Event.IncomingOpened(from.id));
        });
  }

  /** Does something at the end of the link, unless it breaks meanwhile. */
  private void send(SimulatedPeer from, SimulatedPeer to, Runnable action) {
    Link link = new Link(from.id, to.id);
    Integer delay = links.get(link);
    if (delay == null) {
      return;
    }
    Instant arrival = now.plusMillis(delay + random.nextInt(0, 3));
    Instant last = lastArrival.getOrDefault(link, START);
    Instant ordered = arrival.isAfter(last) ? arrival : last;
    lastArrival.put(link, ordered);
    int life = lives.getOrDefault(link, 0);
    schedule(
        ordered,
        () -> {
          if (links.containsKey(link) && lives.getOrDefault(link, 0) == life) {
            action.run();
          }
        });
  }

  private void schedule(Instant at, Runnable action) {
    tasks.add(new Task(at, sequence++, action));
  }

  private record Link(PeerId from, PeerId to) {}

  private record Task(Instant at, long sequence, Runnable action) {}

  /** One router with its driver. */
  final class SimulatedPeer {

    final PeerId id;
    final GossipRouter router;
    final Map<MessageId, Integer> delivered = new LinkedHashMap<>();
    private long seqno;

    SimulatedPeer(PeerId id) {
      this.id = id;
      this.router =
          new GossipRouter(
              id,
              config,
              Randomised.ofSeed(random.nextLong()),
              now.plusMillis(random.nextInt(900)));
    }

    void subscribe() {
      handle(new Event.Subscribe(TOPIC));
    }

    void unsubscribe() {
      handle(new Event.Unsubscribe(TOPIC));
    }

    MessageId publish(int size) {
      GossipMessage message = GossipFixtures.message(id, ++seqno, TOPIC, new byte[size]);
      handle(new Event.Publish(message));
      return message.id();
    }

    Set<PeerId> mesh() {
      return new LinkedHashSet<>(router.mesh(TOPIC));
    }

    void handle(Event event) {
      for (Effect effect : router.handle(event, now)) {
        carryOut(effect);
      }
    }

    private void wake() {
      handle(new Event.DeadlineReached());
      schedule(router.nextDeadline().orElseThrow(), this::wake);
    }

    private void carryOut(Effect effect) {
      switch (effect) {
        case Effect.SendControl control ->
            RpcEncoder.encode(control.rpc(), config.rpc())
                .forEach(rpc -> transmit(control.peer(), rpc));
        case Effect.SendMessage send -> {
          Rpc rpc = new RpcBuilder().message(send.message()).build();
          for (PeerId to : send.peers()) {
            copies++;
            if (random.nextDouble() >= messageLoss) {
              transmit(to, RpcEncoder.encode(rpc, config.rpc()).getFirst());
            }
          }
        }
        case Effect.Validate validate ->
            schedule(now.plusMillis(random.nextInt(0, 5)), () -> deliver(validate.message()));
        case Effect.Report _, Effect.MeshChanged _, Effect.Disconnect _, Effect.Dial _ -> {}
      }
    }

    private void deliver(GossipMessage message) {
      delivered.merge(message.id(), 1, Integer::sum);
      handle(new Event.MessageValidated(message, Validity.VALID));
    }

    private void transmit(PeerId to, byte[] rpc) {
      SimulatedPeer receiver = Objects.requireNonNull(peers.get(to));
      transcript.add(
          now + " " + id.toShortString() + " " + to.toShortString() + " " + Arrays.hashCode(rpc));
      send(this, receiver, () -> receiver.receive(id, rpc));
    }

    private void receive(PeerId from, byte[] rpc) {
      try {
        handle(new Event.RpcReceived(from, RpcDecoder.decode(rpc, config.rpc())));
      } catch (MalformedException e) {
        throw new AssertionError("a router sent what its decoder refuses", e);
      }
    }
  }
}
