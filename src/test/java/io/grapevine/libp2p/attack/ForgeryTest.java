package io.grapevine.libp2p.attack;

import static io.grapevine.libp2p.attack.Arena.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.GossipTimes;
import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.libp2p.pubsub.DropReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that are not what they seem, and too many of those that are. */
@Timeout(120)
class ForgeryTest {
  private static final int PAIRS_AT_ONCE = 10;

  @Test
  void badSignaturesAreRejectedAndTheirSenderIsIgnored() throws Exception {
    int messages = Scale.of(2_000, 100_000);
    try (Arena arena = new Arena()) {
      arena.endures(
          "%,d messages with a bad signature".formatted(messages),
          16,
          () -> {
            BarePeer attacker = arena.enter(new BarePeer().join(arena.target, 1));
            for (int i = 0; i < messages; i++) {
              byte[] message = attacker.message("text " + i);
              message[message.length - 50] ^= 1;
              attacker.rpcs(1, Rpcs.publish(List.of(message)));
            }
            eventually(() -> assertThat(ignored(arena)).isEqualTo(messages));
            assertThat(arena.target.counts.of(DropReason.GRAYLISTED)).isPositive();
            noStrangeMessage(arena);
          });
    }
  }

  @Test
  void copiesOfComingMessagesInTheNameOfTheirAuthorDoNotSilenceHim() throws Exception {
    int identities = Scale.of(20, 200);
    try (Arena arena = new Arena()) {
      arena.endures(
          "the next messages of every author forged in advance, by %d identities"
              .formatted(identities),
          Scale.of(16, 32),
          () -> {
            Queue<GossipMessage> heard = new ConcurrentLinkedQueue<>();
            arena.enter(new BarePeer().listening(heard::add).join(arena.target, 1));
            for (int i = 0; i < identities; i++) {
              BarePeer forger = arena.enter(new BarePeer().join(arena.target, 1));
              heard.clear();
              eventually(() -> assertThat(heard).hasSizeGreaterThan(2));
              for (GossipMessage real : heard) {
                List<byte[]> forged = new ArrayList<>();
                for (int ahead = 1; ahead <= 3; ahead++) {
                  forged.add(forged(forger.keys, real.author(), real.seqno() + ahead));
                }
                forger.rpcs(1, Rpcs.publish(forged));
              }
            }
            eventually(() -> assertThat(rejected(arena)).isGreaterThan(identities));
            noStrangeMessage(arena);
          });
    }
  }

  @Test
  void oldMessagesAreNotTakenForNewOnes() throws Exception {
    Duration seenFor = Duration.ofSeconds(2);
    try (Arena arena = new Arena(HostConfig.DEFAULT, forgetful(seenFor))) {
      arena.endures(
          "every message sent again when its id was forgotten",
          16,
          () -> {
            Queue<GossipMessage> heard = new ConcurrentLinkedQueue<>();
            BarePeer attacker =
                arena.enter(new BarePeer().listening(heard::add).join(arena.target, 1));
            eventually(() -> assertThat(heard).hasSizeGreaterThan(50));
            List<GossipMessage> old = List.copyOf(heard);
            long forgotten = System.nanoTime() + seenFor.multipliedBy(2).toNanos();
            eventually(() -> assertThat(System.nanoTime() - forgotten).isPositive());
            for (GossipMessage message : old) {
              attacker.rpcs(1, Rpcs.publish(List.of(message.encoded())));
            }
            eventually(
                () ->
                    assertThat(arena.target.counts.of(DropReason.REPLAYED))
                        .isGreaterThanOrEqualTo(old.size() / 2));
          });
    }
  }

  @Test
  void ofTwoMessagesUnderOneNumberEveryPeerTakesOne() throws Exception {
    int messages = Scale.of(200, 2_000);
    try (Arena arena = new Arena()) {
      arena.endures(
          "%,d pairs of messages under one number".formatted(messages),
          16,
          () -> {
            KeyPair keys = KeyPair.generate(new SecureRandom());
            BarePeer one = arena.enter(new BarePeer(keys).join(arena.target, 1));
            BarePeer other = arena.enter(new BarePeer(keys).join(arena.leaf(0), 1));
            for (int i = 1; i <= messages; i++) {
              one.rpc(Rpcs.publish(List.of(one.message(i, "yes " + i))));
              other.rpc(Rpcs.publish(List.of(other.message(i, "no " + i))));
              if (i % PAIRS_AT_ONCE == 0) {
                // An author that floods may lose messages, and each pair is to be judged here.
                allHave(arena, i);
              }
            }
            allHave(arena, messages);
          });
    }
  }

  private static void allHave(Arena arena, int messages) {
    eventually(
        () ->
            assertThat(arena.peers())
                .allSatisfy(peer -> assertThat(peer.strange).hasValue(messages)));
  }

  @Test
  void messagesThatFailValidationCostTheirSender() throws Exception {
    int messages = Scale.of(2_000, 50_000);
    try (Arena arena = new Arena()) {
      arena.endures(
          "%,d messages that validators turn down".formatted(messages),
          16,
          () -> {
            BarePeer attacker = arena.enter(new BarePeer().join(arena.target, 1));
            for (int i = 0; i < messages; i++) {
              byte[] message = attacker.message(HonestPeer.INVALID + i);
              attacker.rpcs(1, Rpcs.publish(List.of(message)));
            }
            eventually(() -> assertThat(ignored(arena)).isEqualTo(messages));
            assertThat(arena.target.counts.of(DropReason.GRAYLISTED)).isPositive();
            noStrangeMessage(arena);
          });
    }
  }

  @Test
  void aFloodOfValidMessagesCrowdsNobodyOut() throws Exception {
    int messages = Scale.of(3_000, 50_000);
    try (Arena arena = new Arena()) {
      arena.endures(
          "%,d valid messages of 1 KiB as fast as they go".formatted(messages),
          96,
          () -> {
            BarePeer attacker = arena.enter(new BarePeer().join(arena.target, 1));
            String payload = "x".repeat(1024);
            List<byte[]> rpcs = new ArrayList<>();
            for (int i = 0; i < messages; i++) {
              rpcs.add(Rpcs.publish(List.of(attacker.message(payload))));
            }
            for (byte[] rpc : rpcs) {
              attacker.rpcs(1, rpc);
            }
          });
    }
  }

  /** Turned down by the check, or not looked at because of the sender's score. */
  private static long ignored(Arena arena) {
    return rejected(arena)
        + arena.target.counts.of(DropReason.GRAYLISTED)
        + arena.target.counts.of(DropReason.VALIDATION_FULL);
  }

  private static long rejected(Arena arena) {
    return arena.target.counts.of(Counts.REJECTED);
  }

  private static void noStrangeMessage(Arena arena) {
    assertThat(arena.peers()).allSatisfy(peer -> assertThat(peer.strange).hasValue(0));
  }

  /** A message in the name of another author, signed with a key that is not his. */
  private static byte[] forged(KeyPair keys, PeerId author, long seqno) throws IOException {
    ProtobufWriter message =
        new ProtobufWriter()
            .bytes(1, author.toBytes())
            .bytes(2, "forged".getBytes(UTF_8))
            .bytes(3, ByteBuffer.allocate(Long.BYTES).putLong(seqno).array())
            .string(4, HonestPeer.TOPIC);
    byte[] signed = Wire.concat("libp2p-pubsub:".getBytes(UTF_8), message.toByteArray());
    return message.bytes(5, keys.sign(signed)).toByteArray();
  }

  private static GossipConfig forgetful(Duration seenFor) {
    GossipTimes usual = GossipTimes.defaults();
    Duration heartbeat = Duration.ofMillis(300);
    return GossipConfig.defaults()
        .withTimes(
            new GossipTimes(
                heartbeat,
                heartbeat,
                seenFor,
                usual.fanoutFor(),
                usual.pruneBackoff(),
                usual.unsubscribeBackoff(),
                usual.backoffMax(),
                usual.graftFloodWindow(),
                usual.promiseFor(),
                heartbeat));
  }
}
