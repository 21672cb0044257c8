package io.grapevine.libp2p.attack;

import static io.grapevine.libp2p.attack.Arena.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.host.HostConfig;
import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.libp2p.transport.MuxStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lies and excess in what a peer says of itself. */
@Timeout(120)
class IdentifyAttackTest {
  private static final int MESSAGES_MAX = 10;
  private static final int MESSAGE_BYTES = 6_800;

  private final Arena arena;
  private final CountDownLatch over = new CountDownLatch(1);

  IdentifyAttackTest() throws Exception {
    arena = new Arena();
  }

  @AfterEach
  void close() throws Exception {
    over.countDown();
    arena.close();
  }

  @Test
  void whatManyPeersSayOfThemselvesIsKeptInBounds() throws Exception {
    int peers = Scale.of(100, 1_000);
    arena.endures(
        "%,d peers that say 70 KB of protocols and addresses each and leave".formatted(peers),
        // What 2 048 remembered peers may say, in proportion.
        Scale.of(4, 24),
        () -> {
          for (int i = 0; i < peers; i++) {
            BarePeer attacker = new BarePeer();
            attacker.serving(BarePeer.IDENTIFY, stream -> sayTooMuch(stream, attacker));
            try (attacker) {
              attacker.connect(arena.target, i);
              PeerId id = attacker.keys.peerId();
              eventually(
                  () -> assertThat(arena.target.host.peerStore().protocols(id)).isNotEmpty());
              assertThat(arena.target.host.peerStore().addresses(id))
                  .hasSizeLessThanOrEqualTo(HostConfig.KnownPeers.DEFAULT.addressesPerPeer());
            }
          }
        });
  }

  private static void sayTooMuch(MuxStream stream, BarePeer attacker) throws IOException {
    int said = 0;
    for (int message = 0; message < MESSAGES_MAX; message++) {
      ProtobufWriter much = message == 0 ? attacker.identify() : new ProtobufWriter();
      while (much.size() < MESSAGE_BYTES) {
        for (int i = 0; i < 4; i++) {
          much.string(3, "/%0240d".formatted(said++));
        }
        much.bytes(2, address("/dns4/%0240d/tcp/1".formatted(said++)));
      }
      stream.output().write(LengthPrefixed.frame(much.toByteArray()));
    }
    stream.closeWrite();
  }

  private static byte[] address(String text) throws IOException {
    return Multiaddr.parse(text).toBytes();
  }

  @Test
  void theKeyAndTheRecordOfSomebodyElseAreNotBelieved() throws Exception {
    HonestPeer victim = arena.leaf(0);
    arena.endures(
        "Identify with the key, and with the record, of somebody else",
        16,
        () -> {
          List<Multiaddr> before = arena.target.host.peerStore().addresses(victim.id());
          byte[] stolenKey = victim.host.keyPair().publicKey().encoded();
          byte[] stolenRecord = victim.host.signedRecord().encoded();
          byte[] lie = address("/ip4/10.0.0.1/tcp/1");
          List<BarePeer> liars =
              List.of(
                  liar(new ProtobufWriter().bytes(1, stolenKey).string(3, "/x").bytes(2, lie)),
                  liar(new ProtobufWriter().string(3, "/x").bytes(8, stolenRecord)),
                  liar(new ProtobufWriter().string(3, "/x").bytes(8, new byte[300])));
          for (BarePeer liar : liars) {
            assertThat(liar.isCutOff()).isFalse();
            assertThat(arena.target.host.peerStore().addresses(liar.keys.peerId())).isEmpty();
            assertThat(arena.target.host.peerStore().protocols(liar.keys.peerId())).isEmpty();
          }
          assertThat(arena.target.host.peerStore().addresses(victim.id())).isEqualTo(before);
        });
  }

  /** A peer that has said its lie in every attempt when this returns. */
  private BarePeer liar(ProtobufWriter lie) throws IOException {
    CountDownLatch asked = new CountDownLatch(3);
    BarePeer liar =
        arena.enter(
            new BarePeer()
                .serving(
                    BarePeer.IDENTIFY,
                    stream -> {
                      BarePeer.say(stream, lie.toByteArray());
                      asked.countDown();
                    })
                .connect(arena.target, 1));
    eventually(() -> assertThat(asked.getCount()).isZero());
    return liar;
  }

  @Test
  void aFloodOfPushesIsTakenOneByOne() throws Exception {
    int pushes = Scale.of(300, 10_000);
    arena.endures(
        "%,d pushes, each with other protocols and addresses".formatted(pushes),
        16,
        () -> {
          BarePeer attacker = arena.enter(new BarePeer().connect(arena.target, 1));
          for (int i = 0; i < pushes; i++) {
            MuxStream push = attacker.open(BarePeer.PUSH);
            BarePeer.say(
                push,
                new ProtobufWriter()
                    .string(3, "/protocol/" + i)
                    .bytes(2, address("/ip4/10.%d.%d.1/tcp/1".formatted(i >> 8 & 0xff, i & 0xff)))
                    .toByteArray());
            push.close();
          }
          assertThat(arena.target.host.peerStore().addresses(attacker.keys.peerId()))
              .hasSizeLessThanOrEqualTo(HostConfig.KnownPeers.DEFAULT.addressesPerPeer());
        });
  }

  @Test
  void anAnswerOfOneByteAtATimeIsGivenUp() throws Exception {
    int peers = Scale.of(20, 100);
    arena.endures(
        "%d peers that answer Identify with one byte a moment".formatted(peers),
        16,
        () -> {
          List<CountDownLatch> givenUp = new ArrayList<>();
          for (int i = 0; i < peers; i++) {
            CountDownLatch end = new CountDownLatch(1);
            arena.enter(
                new BarePeer()
                    .serving(BarePeer.IDENTIFY, stream -> drip(stream, end))
                    .connect(arena.target, i));
            givenUp.add(end);
          }
          eventually(
              () -> assertThat(givenUp).allSatisfy(end -> assertThat(end.getCount()).isZero()));
        });
  }

  @Test
  void aPushOfOneByteAtATimeIsGivenUp() throws Exception {
    arena.endures(
        "a push with one byte a moment",
        16,
        () -> {
          BarePeer attacker = arena.enter(new BarePeer().connect(arena.target, 1));
          CountDownLatch end = new CountDownLatch(1);
          MuxStream push = attacker.open(BarePeer.PUSH);
          Thread.ofVirtual().name("attacker-drip").start(() -> drip(push, end));
          eventually(() -> assertThat(end.getCount()).isZero());
        });
  }

  /** Sends the bytes of a message one by one until the target has had enough of it. */
  private void drip(MuxStream stream, CountDownLatch end) {
    try {
      stream.output().write(LengthPrefixed.frame(new byte[4_000]), 0, 2);
      boolean wanted = true;
      while (wanted) {
        stream.output().write(0);
        stream.output().flush();
        wanted = !over.await(100, TimeUnit.MILLISECONDS);
      }
    } catch (IOException e) {
      end.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
