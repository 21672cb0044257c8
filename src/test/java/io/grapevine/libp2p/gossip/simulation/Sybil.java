package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.gossip.MessageSigner;
import io.grapevine.libp2p.gossip.Rpc;
import io.grapevine.libp2p.gossip.RpcDecoder;
import io.grapevine.libp2p.gossip.RpcLimits;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One attacker. It has no router: it needs none, which is what makes attackers cheap. It speaks
 * through the production codec, since attacks on the codec are tested elsewhere.
 */
final class Sybil implements Participant {

  private static final String TOPIC = SimulatedPeer.TOPIC;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  /** What an attacker waits before it GRAFTs again, as long as it keeps to the back-off. */
  private static final long POLITE_WAIT = Duration.ofSeconds(62).toNanos();

  private static final int PROMISES = 5;
  private static final int ID_BYTES = 46;
  private static final int SEEN_MAX = 4_096;

  /** Field 6 stands behind the signature: tag, length and 36 bytes. */
  private static final int KEY_FIELD_BYTES = 38;

  private static final int PUBLISH_FIELD = 2;

  private final int number;
  private final KeyPair keys;
  private final Strategy strategy;
  private final long attackFrom;
  private final World world;
  private final Network network;
  private final RandomGenerator random;
  private final Map<Link, Long> links = new LinkedHashMap<>();
  private final Set<Link> mesh = new LinkedHashSet<>();
  private final Set<MessageId> seen = new LinkedHashSet<>();
  private @Nullable GossipMessage latest;
  private boolean running;
  private long seqno;

  /**
   * @param attackFrom nanoseconds of the world; matters for {@link Strategy#COVERT} only
   */
  Sybil(
      int number, KeyPair keys, Strategy strategy, long attackFrom, World world, Network network) {
    this.number = number;
    this.keys = keys;
    this.strategy = strategy;
    this.attackFrom = attackFrom;
    this.world = world;
    this.network = network;
    this.random = world.chance("sybil " + number);
  }

  void start() {
    running = true;
    world.after(random.nextLong(SECOND), this::tick);
  }

  Strategy strategy() {
    return strategy;
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
    return running;
  }

  @Override
  public void connected(Link link) {
    // Nothing can be said before the stream is open.
  }

  @Override
  public void disconnected(Link link) {
    links.remove(link);
    mesh.remove(link);
  }

  @Override
  public void outgoingOpened(Link link) {
    links.put(link, 0L);
    send(link, Rpcs.subscriptions(List.of(new Rpc.Subscription(TOPIC, true))));
  }

  @Override
  public void incomingOpened(Link link) {
    // What comes on it is read as it comes.
  }

  @Override
  public void received(Link link, byte[] bytes) {
    try {
      Rpc rpc = RpcDecoder.decode(bytes, RpcLimits.defaults());
      if (!rpc.subscriptions().isEmpty()) {
        graft(link);
      }
      if (!rpc.grafts().isEmpty()) {
        mesh.add(link);
      }
      if (!rpc.prunes().isEmpty()) {
        mesh.remove(link);
        links.replace(link, world.nanos() + POLITE_WAIT);
      }
      Rpcs.message(rpc).ifPresent(message -> received(link, message));
    } catch (MalformedException e) {
      throw new AssertionError("a router sent what its decoder refuses", e);
    }
  }

  private void received(Link from, GossipMessage message) {
    latest = message;
    boolean behaves = strategy == Strategy.COVERT && world.nanos() < attackFrom;
    if (behaves && seen.add(message.id())) {
      byte[] rpc = publication(message.encoded());
      for (Link member : mesh) {
        if (member != from) {
          network.send(member, this, rpc);
        }
      }
      if (seen.size() > SEEN_MAX) {
        seen.remove(seen.iterator().next());
      }
    }
  }

  private void tick() {
    List<byte[]> forged = strategy == Strategy.FORGER ? forgeries() : List.of();
    for (Map.Entry<Link, Long> each : links.entrySet()) {
      Link link = each.getKey();
      boolean patient = world.nanos() >= each.getValue() && !mesh.contains(link);
      if (strategy == Strategy.SPAMMER || patient) {
        graft(link);
      }
      if (strategy == Strategy.PROMISER) {
        send(link, Rpcs.ihaves(List.of(new Rpc.Ihave(TOPIC, inventedIds()))));
      }
      forged.forEach(rpc -> network.send(link, this, rpc));
    }
    world.after(SECOND, this::tick);
  }

  private void graft(Link link) {
    mesh.add(link);
    send(link, Rpcs.grafts(List.of(TOPIC)));
  }

  private List<MessageId> inventedIds() {
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < PROMISES; i++) {
      ids.add(MessageId.of(Randomised.bytes(random, ID_BYTES, ID_BYTES)));
    }
    return ids;
  }

  /** A message of its own, and a copy of a real one, both with a broken signature. */
  private List<byte[]> forgeries() {
    List<byte[]> rpcs = new ArrayList<>();
    GossipMessage own = new MessageSigner(keys).sign(++seqno, TOPIC, new byte[16]);
    rpcs.add(publication(forged(own)));
    GossipMessage real = latest;
    if (real != null) {
      rpcs.add(publication(forged(real)));
    }
    return rpcs;
  }

  private static byte[] forged(GossipMessage message) {
    byte[] bytes = message.encoded().clone();
    bytes[bytes.length - KEY_FIELD_BYTES - 1] ^= 1;
    return bytes;
  }

  private static byte[] publication(byte[] message) {
    return new ProtobufWriter().bytes(PUBLISH_FIELD, message).toByteArray();
  }

  private void send(Link link, Rpc rpc) {
    Rpcs.encode(rpc).forEach(bytes -> network.send(link, this, bytes));
  }
}
