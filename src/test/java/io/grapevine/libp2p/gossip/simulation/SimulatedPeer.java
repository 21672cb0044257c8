package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.gossip.Effect;
import io.grapevine.libp2p.gossip.Event;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.GossipRouter;
import io.grapevine.libp2p.gossip.Holdings;
import io.grapevine.libp2p.gossip.MessageSigner;
import io.grapevine.libp2p.gossip.ProtocolVersion;
import io.grapevine.libp2p.gossip.RpcDecoder;
import io.grapevine.libp2p.gossip.Validity;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One honest peer: a production router with a driver that does what the production driver does, but
 * in virtual time, with queues that never fill and with {@link Signatures} instead of threads that
 * check.
 */
final class SimulatedPeer implements Participant {

  static final String TOPIC = "/simulation/topic";

  private final int number;
  private final KeyPair keys;
  private final GossipConfig config;
  private final Surroundings around;
  private final RandomGenerator random;
  private final Map<PeerId, Link> links = new LinkedHashMap<>();
  private @Nullable GossipRouter router;

  /** When it last started. */
  private long runningSince = Long.MAX_VALUE;

  private int life;
  private long seqno;

  /** What all peers share. */
  record Surroundings(
      World world, Network network, Transcript transcript, Tally tally, Signatures signatures) {}

  SimulatedPeer(int number, KeyPair keys, GossipConfig config, Surroundings around) {
    this.number = number;
    this.keys = keys;
    this.config = config;
    this.around = around;
    this.random = around.world.chance("router " + number);
  }

  /**
   * Begins its life, or a new one with nothing remembered but who it is and its sequence number.
   */
  void start() {
    router =
        new GossipRouter(id(), config, Randomised.ofSeed(random.nextLong()), around.world.now());
    runningSince = around.world.nanos();
    life++;
    handle(new Event.Subscribe(TOPIC));
    armHeartbeat(router, life);
  }

  /** Ends its life: every connection is gone, and so is what it knew. */
  void stop() {
    runningSince = Long.MAX_VALUE;
    around.network.leave(this);
    router = null;
  }

  /** Signs and publishes. */
  void publish(byte[] payload) {
    seqno++;
    GossipMessage message = new MessageSigner(keys).sign(seqno, TOPIC, payload);
    around.tally.published(message.id(), number, around.world.nanos());
    note(Transcript.Kind.PUBLISHED, message.id().toBytes());
    handle(new Event.Publish(message));
  }

  /** Leaves the topic for a moment. */
  void leaveFor(long nanos) {
    int inLife = life;
    handle(new Event.Unsubscribe(TOPIC));
    around.world.after(
        nanos,
        () -> {
          if (life == inLife) {
            handle(new Event.Subscribe(TOPIC));
          }
        });
  }

  @Override
  public PeerId id() {
    return keys.peerId();
  }

  @Override
  public int number() {
    return number;
  }

  @Override
  public boolean running() {
    return router != null;
  }

  /** Nanoseconds of the world when it last started; the far future while it does not run. */
  long runningSince() {
    return runningSince;
  }

  /** Connections at this moment. */
  int connections() {
    return links.size();
  }

  Set<PeerId> mesh() {
    GossipRouter current = router;
    return current == null ? Set.of() : current.mesh(TOPIC);
  }

  double score(Participant other) {
    GossipRouter current = router;
    return current == null ? 0 : current.score(other.id(), around.world.now());
  }

  /** What its router holds; empty while it does not run. */
  Optional<Holdings> holdings() {
    return Optional.ofNullable(router).map(GossipRouter::holdings);
  }

  boolean connectedTo(Participant other) {
    return links.containsKey(other.id());
  }

  @Override
  public void connected(Link link) {
    PeerId peer = link.other(this).id();
    links.put(peer, link);
    handle(new Event.PeerConnected(peer, link.diallerIs(this), ""));
  }

  @Override
  public void disconnected(Link link) {
    PeerId peer = link.other(this).id();
    links.remove(peer);
    handle(new Event.PeerDisconnected(peer));
  }

  @Override
  public void outgoingOpened(Link link) {
    handle(new Event.OutgoingOpened(link.other(this).id(), ProtocolVersion.V1_2));
  }

  @Override
  public void incomingOpened(Link link) {
    handle(new Event.IncomingOpened(link.other(this).id()));
  }

  @Override
  public void received(Link link, byte[] rpc) {
    try {
      PeerId from = link.other(this).id();
      handle(new Event.RpcReceived(from, RpcDecoder.decode(rpc, config.rpc())));
    } catch (MalformedException e) {
      throw new AssertionError("somebody sent what the decoder refuses", e);
    }
  }

  private void handle(Event event) {
    GossipRouter current = router;
    if (current != null) {
      for (Effect effect : current.handle(event, around.world.now())) {
        carryOut(effect);
      }
    }
  }

  private void armHeartbeat(GossipRouter armed, int inLife) {
    around.world.at(
        armed.nextDeadline().orElseThrow(),
        () -> {
          if (life == inLife && running()) {
            handle(new Event.DeadlineReached());
            armHeartbeat(armed, inLife);
          }
        });
  }

  private void carryOut(Effect effect) {
    switch (effect) {
      case Effect.SendControl control -> {
        Rpcs.count(control.rpc(), around.tally);
        transmit(control.peer(), Rpcs.encode(control.rpc()));
      }
      case Effect.SendMessage send -> {
        // The driver writes a message alone, and the same bytes to all.
        List<byte[]> encoded = Rpcs.encode(Rpcs.messages(List.of(send.message())));
        for (PeerId peer : send.peers()) {
          around.tally.sent(Tally.Part.MESSAGE, 1, Rpcs.bytes(encoded));
          transmit(peer, encoded);
        }
      }
      case Effect.Validate validate -> validate(validate.message());
      case Effect.Report report -> around.tally.occurred(report.occurrence(), report.times());
      case Effect.Disconnect end -> {
        Link link = links.get(end.peer());
        if (link != null) {
          around.network.end(link);
        }
      }
      case Effect.MeshChanged _, Effect.Dial _, Effect.PeerHas _ -> {}
    }
  }

  private void transmit(PeerId to, List<byte[]> rpcs) {
    Link link = links.get(to);
    if (link != null) {
      rpcs.forEach(rpc -> around.network.send(link, this, rpc));
    }
  }

  private void validate(GossipMessage message) {
    int inLife = life;
    around.world.after(
        around.network.checking(),
        () -> {
          if (life == inLife && running()) {
            validated(message);
          }
        });
  }

  private void validated(GossipMessage message) {
    boolean signed = around.signatures.valid(message);
    note(Transcript.Kind.VALIDATED, message.id().toBytes());
    if (signed) {
      around.tally.delivered(message.id(), number, runningSince, around.world.nanos());
    }
    handle(new Event.MessageValidated(message, signed ? Validity.VALID : Validity.FORGED));
  }

  private void note(Transcript.Kind kind, byte[] content) {
    around.transcript.add(around.world.nanos(), kind, number, number, content);
  }
}
