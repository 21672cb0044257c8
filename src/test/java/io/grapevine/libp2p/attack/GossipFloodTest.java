package io.grapevine.libp2p.attack;

import static io.grapevine.libp2p.attack.Arena.eventually;
import static io.grapevine.libp2p.attack.HonestPeer.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.GossipLimits;
import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import io.grapevine.libp2p.pubsub.DropReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Floods of everything that an RPC of gossip can carry. */
@Timeout(120)
class GossipFloodTest {
  private static final int ID_BYTES = 46;

  /** How often one message is sent to one peer on request. */
  private static final int SERVED_MAX = GossipLimits.defaults().iwantServedMax();

  private final SplittableRandom random = new SplittableRandom(11);
  private final Arena arena;

  GossipFloodTest() throws Exception {
    arena = new Arena();
  }

  @AfterEach
  void close() throws Exception {
    arena.close();
  }

  @Test
  void subscriptionsToTopicsWithoutEndAreNotRemembered() throws Exception {
    int rpcs = Scale.of(100, 2_000);
    arena.endures(
        "%,d subscriptions to topics of 200 bytes".formatted(rpcs * 1_000),
        16,
        () -> {
          BarePeer attacker = join();
          for (int i = 0; i < rpcs; i++) {
            List<String> topics = new ArrayList<>();
            for (int j = 0; j < 1_000; j++) {
              topics.add("%0200d".formatted(i * 1_000 + j));
            }
            attacker.rpcs(1, Rpcs.subscriptions(topics));
          }
          eventually(
              () ->
                  assertThat(dropped(DropReason.SUBSCRIPTION_REFUSED))
                      .isGreaterThan(rpcs * 1_000L - 200));
        });
  }

  @Test
  void joiningAndLeavingInALoopChangesNothingForOthers() throws Exception {
    int times = Scale.of(2_000, 100_000);
    arena.endures(
        "a topic joined and left %,d times".formatted(times),
        16,
        () -> {
          BarePeer attacker = join();
          byte[] leave = Rpcs.subscription(false, TOPIC);
          byte[] join = Rpcs.subscription(true, TOPIC);
          for (int i = 0; i < times; i++) {
            attacker.rpcs(1, leave);
            attacker.rpcs(1, join);
          }
        });
  }

  @Test
  void advertisementsThatAreNotKeptCostTheAdvertiser() throws Exception {
    int rpcs = Scale.of(60, 2_000);
    arena.endures(
        "IHAVE of %,d ids that nobody has".formatted(rpcs * 5_000),
        16,
        () -> {
          BarePeer attacker = join();
          for (int i = 0; i < rpcs; i++) {
            attacker.rpcs(1, Rpcs.ihave(TOPIC, ids(5_000)));
          }
          eventually(() -> assertThat(dropped(DropReason.CONTROL_EXCESS)).isPositive());
          eventually(() -> assertThat(dropped(DropReason.PROMISE_BROKEN)).isPositive());
        });
  }

  @Test
  void requestsForTheSameMessageAreServedAFewTimes() throws Exception {
    int rpcs = Scale.of(500, 20_000);
    arena.endures(
        "every message asked for %,d times".formatted(rpcs),
        16,
        () -> {
          Map<MessageId, Integer> heard = new ConcurrentHashMap<>();
          BarePeer attacker =
              arena.enter(
                  new BarePeer()
                      .listening(message -> heard.merge(message.id(), 1, Integer::sum))
                      .join(arena.target, 1));
          eventually(() -> assertThat(heard).hasSizeGreaterThan(10));
          List<byte[]> ids = heard.keySet().stream().limit(10).map(MessageId::toBytes).toList();
          attacker.rpcs(rpcs, Rpcs.iwant(ids));
          eventually(
              () ->
                  assertThat(dropped(DropReason.CONTROL_EXCESS))
                      .isGreaterThan(rpcs * (10L - SERVED_MAX) / 2));
          assertThat(heard.values()).allMatch(times -> times <= 1 + SERVED_MAX);
        });
  }

  @Test
  void refusalsInAdvanceAreForgottenAboveALimit() throws Exception {
    int rpcs = Scale.of(60, 2_000);
    arena.endures(
        "IDONTWANT of %,d ids".formatted(rpcs * 5_000),
        16,
        () -> {
          BarePeer attacker = join();
          for (int i = 0; i < rpcs; i++) {
            attacker.rpcs(1, Rpcs.idontwant(ids(5_000)));
          }
          eventually(() -> assertThat(dropped(DropReason.CONTROL_EXCESS)).isPositive());
        });
  }

  @Test
  void graftsInsideTheBackOffCostTheGrafter() throws Exception {
    int times = Scale.of(2_000, 100_000);
    arena.endures(
        "%,d GRAFTs inside the back-off".formatted(times),
        16,
        () -> {
          BarePeer attacker = join();
          attacker.rpc(Rpcs.prune(TOPIC, 60));
          attacker.rpcs(times, Rpcs.graft(TOPIC));
          eventually(() -> assertThat(dropped(DropReason.GRAFT_REFUSED)).isPositive());
          eventually(() -> assertThat(dropped(DropReason.GRAYLISTED)).isPositive());
          assertThat(arena.target.pubSub.mesh(TOPIC)).doesNotContain(attacker.keys.peerId());
        });
  }

  @Test
  void aPruneForEverEndsSomeDay() throws Exception {
    int times = Scale.of(2_000, 100_000);
    arena.endures(
        "%,d PRUNEs with a back-off of 2^63 seconds".formatted(times),
        16,
        () -> {
          BarePeer attacker = join();
          attacker.rpcs(times, Rpcs.prune(TOPIC, Long.MIN_VALUE));
          attacker.rpcs(times, Rpcs.prune(TOPIC, Long.MAX_VALUE));
          eventually(
              () ->
                  assertThat(arena.target.pubSub.mesh(TOPIC))
                      .doesNotContain(attacker.keys.peerId()));
        });
  }

  @Test
  void oversizedRpcsEndTheirStream() throws Exception {
    int times = Scale.of(20, 100);
    arena.endures(
        "%d RPCs that announce 4 GiB, %d with too many entries".formatted(times, times),
        16,
        () -> {
          for (int i = 0; i < times; i++) {
            join().gossipBytes(UnsignedVarint.encode(1L << 32));
            BarePeer many = join();
            many.rpcs(1, Rpcs.ihave(TOPIC, ids(6_000)));
          }
          eventually(() -> assertThat(dropped(DropReason.MALFORMED_RPC)).isEqualTo(2L * times));
        });
  }

  @Test
  void largeFramesThatComeInByTheByteHoldNoMoreThanArrived() throws Exception {
    int peers = Scale.of(30, 100);
    arena.endures(
        "%d peers that announce an RPC of 1 MiB and send some bytes".formatted(peers),
        16,
        () -> {
          for (int i = 0; i < peers; i++) {
            BarePeer attacker = arena.enter(new BarePeer().join(arena.target, i));
            attacker.gossipBytes(UnsignedVarint.encode(1 << 20));
            attacker.gossipBytes(new byte[10]);
          }
        });
  }

  /** Joins, and waits until the target can write to it: before, it takes no control of a peer. */
  private BarePeer join() throws Exception {
    BarePeer attacker = arena.enter(new BarePeer().join(arena.target, 1));
    eventually(
        () -> assertThat(arena.target.pubSub.subscribers(TOPIC)).contains(attacker.keys.peerId()));
    return attacker;
  }

  private List<byte[]> ids(int count) {
    List<byte[]> ids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] id = new byte[ID_BYTES];
      random.nextBytes(id);
      ids.add(id);
    }
    return ids;
  }

  private long dropped(DropReason reason) {
    return arena.target.counts.of(reason);
  }
}
