package io.grapevine.libp2p.attack;

import static io.grapevine.libp2p.attack.Arena.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.host.Refusal;
import io.grapevine.libp2p.host.Stream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attacks with Yamux frames on a connection that is otherwise in order. */
@Timeout(120)
class MultiplexerAttackTest {

  /** Streams opened ahead of their resets: fewer than may wait to be written. */
  private static final int AHEAD = 1500;

  private static final int FIRST_STREAM = 1;

  private final Arena arena;

  MultiplexerAttackTest() throws Exception {
    arena = new Arena();
  }

  @AfterEach
  void close() throws Exception {
    arena.close();
  }

  @Test
  void streamsThatAreOpenedAndLeftAloneAreResetAndTheRestRefused() throws Exception {
    int streams = Scale.of(20_000, 500_000);
    arena.endures(
        "%,d streams opened and left alone".formatted(streams),
        16,
        () -> {
          RawConnection attacker = arena.enter(RawConnection.to(arena.target));
          for (int i = 0; i < streams; i++) {
            attacker.send(Wire.header(Wire.WINDOW_UPDATE, Wire.SYN, FIRST_STREAM + 2 * i, 0));
            if (i % AHEAD == 0) {
              // Who causes more resets than he takes is cut off, which is another attack.
              int answered = i - AHEAD;
              eventually(() -> assertThat(attacker.resets.get()).isGreaterThanOrEqualTo(answered));
            }
          }
          eventually(() -> assertThat(attacker.resets.get()).isGreaterThanOrEqualTo(streams));
          assertThat(refused(Refusal.STREAM_LIMIT)).isPositive();
          assertThat(refused(Refusal.NEGOTIATION_FAILED)).isPositive();
          theOthersAreServed();
        });
  }

  @Test
  void aFloodOfStreamsWithoutReadingTheAnswersIsCutOff() throws Exception {
    arena.endures(
        "streams opened without end, answers never read",
        16,
        () -> {
          RawConnection attacker = arena.enter(RawConnection.deafTo(arena.target, 1));
          int sent = 0;
          for (boolean open = true; open && sent < 100_000; sent++) {
            open = attacker.flood(1, burst(sent * 500, 500, Wire.SYN)) == 1;
          }
          assertThat(sent).isLessThan(100_000);
          eventually(
              () ->
                  assertThat(refused(Refusal.PROTOCOL_VIOLATION) + refused(Refusal.UNRESPONSIVE))
                      .isOne());
          theOthersAreServed();
        });
  }

  @Test
  void streamsOpenedAndResetInALoopCostNoMemory() throws Exception {
    int bursts = Scale.of(200, 5_000);
    int burst = 2_000;
    arena.endures(
        "%,d streams opened and reset at once".formatted(bursts * burst),
        32,
        () -> {
          RawConnection attacker = arena.enter(RawConnection.to(arena.target));
          byte[][] frames = new byte[2 * burst][];
          for (int i = 0; i < bursts && !attacker.isCutOff(); i++) {
            for (int j = 0; j < burst; j++) {
              int stream = FIRST_STREAM + 2 * (i * burst + j);
              frames[2 * j] = Wire.header(Wire.WINDOW_UPDATE, Wire.SYN, stream, 0);
              frames[2 * j + 1] = Wire.header(Wire.WINDOW_UPDATE, Wire.RST, stream, 0);
            }
            if (attacker.flood(1, Wire.concat(frames)) == 0) {
              break;
            }
            if (i % 50 == 49) {
              arena.measure();
            }
          }
          assertThat(refused(Refusal.STREAMS_PER_PEER_LIMIT)).isPositive();
          theOthersAreServed();
        });
  }

  @Test
  void dataAboveTheWindowIsCutOff() throws Exception {
    violation(
        "data above the window",
        Wire.header(Wire.WINDOW_UPDATE, Wire.SYN, FIRST_STREAM, 0),
        Wire.header(Wire.DATA, 0, FIRST_STREAM, Wire.WINDOW + 1));
  }

  @Test
  void anOversizedFirstFrameIsCutOff() throws Exception {
    violation(
        "SYN with a body of 4 GiB", Wire.header(Wire.DATA, Wire.SYN, FIRST_STREAM, 0xffff_ffff));
  }

  @Test
  void anOverflowOfTheSendWindowIsCutOff() throws Exception {
    violation(
        "window updates beyond 32 bits",
        Wire.header(Wire.WINDOW_UPDATE, Wire.SYN, FIRST_STREAM, 0),
        Wire.header(Wire.WINDOW_UPDATE, 0, FIRST_STREAM, 0xffff_ffff));
  }

  @Test
  void aStreamOfTheOtherSideIsCutOff() throws Exception {
    violation("SYN with an even id", Wire.header(Wire.WINDOW_UPDATE, Wire.SYN, 2, 0));
  }

  @Test
  void anUnknownFrameTypeIsCutOff() throws Exception {
    violation("frame type 9", Wire.header(9, 0, FIRST_STREAM, 0));
  }

  @Test
  void anotherVersionIsCutOff() throws Exception {
    byte[] header = Wire.header(Wire.DATA, Wire.SYN, FIRST_STREAM, 0);
    header[0] = 1;
    violation("version 1", header);
  }

  private void violation(String name, byte[]... frames) throws Exception {
    int connections = Scale.of(10, 200);
    arena.endures(
        "%s, %d times".formatted(name, connections),
        16,
        () -> {
          for (int i = 0; i < connections; i++) {
            RawConnection attacker = arena.enter(RawConnection.to(arena.target));
            attacker.send(frames);
            attacker.awaitCutOff();
          }
          eventually(() -> assertThat(refused(Refusal.PROTOCOL_VIOLATION)).isEqualTo(connections));
          theOthersAreServed();
        });
  }

  @Test
  void bytesThatDoNotDecryptAreCutOff() throws Exception {
    arena.endures(
        "a message that does not decrypt",
        16,
        () -> {
          RawConnection attacker = arena.enter(RawConnection.to(arena.target));
          attacker.sendPlain(new byte[] {0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
          attacker.sendPlain(new byte[64]);
          attacker.awaitCutOff();
          eventually(() -> assertThat(refused(Refusal.PROTOCOL_VIOLATION)).isOne());
          theOthersAreServed();
        });
  }

  @Test
  void aFloodOfPingsIsAnsweredInBoundsAndDelaysNobody() throws Exception {
    int messages = Scale.of(200, 5_000);
    byte[] pings = Wire.repeat(Wire.header(Wire.PING, Wire.SYN, 0, 7), 5_000);
    arena.endures(
        "%,d pings".formatted(messages * 5_000),
        16,
        () -> {
          RawConnection attacker = arena.enter(RawConnection.to(arena.target));
          attacker.flood(messages, pings);
          theOthersAreServed();
          assertThat(attacker.pongs.get()).isLessThan(messages * 5_000L);
        });
  }

  @Test
  void aFloodOfPingsWithoutReadingTheAnswersCostsNoMemory() throws Exception {
    byte[] pings = Wire.repeat(Wire.header(Wire.PING, Wire.SYN, 0, 7), 5_000);
    int messages = Scale.of(500, 100_000);
    arena.endures(
        "%,d pings, answers never read".formatted(messages * 5_000),
        16,
        () -> {
          RawConnection attacker = arena.enter(RawConnection.deafTo(arena.target, 1));
          int taken = attacker.flood(messages, pings);
          if (Scale.full()) {
            // By then the buffers of the sockets are full, too.
            assertThat(taken).isLessThan(messages);
            eventually(() -> assertThat(refused(Refusal.UNRESPONSIVE)).isOne());
          }
          theOthersAreServed();
        });
  }

  @Test
  void goAwaysWithoutEndChangeNothing() throws Exception {
    byte[] goodbyes = Wire.repeat(Wire.header(Wire.GO_AWAY, 0, 0, 0), 5_000);
    int messages = Scale.of(100, 5_000);
    arena.endures(
        "%,d goodbyes on one connection".formatted(messages * 5_000),
        16,
        () -> {
          RawConnection attacker = arena.enter(RawConnection.to(arena.target));
          attacker.flood(messages, goodbyes);
          theOthersAreServed();
        });
  }

  @Test
  void framesForStreamsThatNeverWereAreAnsweredInBounds() throws Exception {
    int bursts = Scale.of(100, 2_000);
    arena.endures(
        "%,d data frames for streams that never were".formatted(bursts * 2_000),
        16,
        () -> {
          RawConnection attacker = arena.enter(RawConnection.to(arena.target));
          for (int i = 0; i < bursts; i++) {
            attacker.flood(1, burst(1 << 20, 2_000, 0));
          }
          theOthersAreServed();
        });
  }

  private static byte[] burst(int firstIndex, int count, int flags) {
    byte[][] frames = new byte[count][];
    for (int i = 0; i < count; i++) {
      frames[i] = Wire.header(Wire.WINDOW_UPDATE, flags, FIRST_STREAM + 2 * (firstIndex + i), 0);
    }
    return Wire.concat(frames);
  }

  /** An honest peer's own stream works as ever. */
  private void theOthersAreServed() throws IOException {
    byte[] request = {1, 2, 3};
    try (Stream stream =
        arena.leaf(0).host.open(arena.target.id(), List.of(HonestPeer.ECHO), Arena.SOON)) {
      stream.output().write(request);
      stream.closeWrite();
      assertThat(stream.input().readAllBytes()).isEqualTo(request);
    }
  }

  private long refused(Refusal reason) {
    return arena.target.counts.of(reason);
  }
}
