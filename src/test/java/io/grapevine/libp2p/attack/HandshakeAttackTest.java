package io.grapevine.libp2p.attack;

import static io.grapevine.libp2p.attack.Arena.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.host.Refusal;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attacks below and before encryption. */
@Timeout(120)
class HandshakeAttackTest {
  private final Arena arena;

  HandshakeAttackTest() throws Exception {
    arena = new Arena();
  }

  @AfterEach
  void close() throws Exception {
    arena.close();
  }

  @Test
  void silentSocketsOfOneSourceAreClosed() throws Exception {
    int sockets = Scale.of(300, 1000);
    arena.endures(
        "%d sockets of one source that say nothing".formatted(sockets),
        16,
        () -> {
          List<Drip> silent = new ArrayList<>();
          for (int i = 0; i < sockets; i++) {
            silent.add(arena.enter(new Drip(Wire.connect(arena.target.socketAddress(), 1))));
          }
          arena.measure();
          // Somebody else still gets in meanwhile.
          arena.enter(RawConnection.deafTo(arena.target, 2));
          eventually(() -> assertThat(silent).allMatch(Drip::isCutOff));
        });
  }

  @Test
  void silentSocketsOfManySourcesAreClosed() throws Exception {
    int sockets = Scale.of(300, 1000);
    arena.endures(
        "%d sockets of as many sources that say nothing".formatted(sockets),
        16,
        () -> {
          List<Drip> silent = new ArrayList<>();
          for (int i = 0; i < sockets; i++) {
            silent.add(arena.enter(new Drip(Wire.connect(arena.target.socketAddress(), i))));
          }
          arena.measure();
          eventually(() -> assertThat(silent).allMatch(Drip::isCutOff));
          long limited =
              refused(Refusal.HALF_OPEN_LIMIT) + refused(Refusal.HALF_OPEN_PER_SOURCE_LIMIT);
          assertThat(limited + refused(Refusal.HANDSHAKE_FAILED)).isGreaterThanOrEqualTo(sockets);
        });
  }

  @Test
  void aNegotiationOfOneByteAtATimeIsCutOff() throws Exception {
    slowly("multistream-select", Wire.multistream("/noise"));
  }

  @Test
  void aNoiseMessageOfOneByteAtATimeIsCutOff() throws Exception {
    byte[] message = new byte[34];
    message[1] = 32;
    slowly("Noise handshake", Wire.concat(Wire.multistream("/noise"), message));
  }

  private void slowly(String layer, byte[] bytes) throws Exception {
    int sockets = Scale.of(50, 200);
    arena.endures(
        "%d sockets that send one byte a moment: %s".formatted(sockets, layer),
        16,
        () -> {
          List<Drip> drips = new ArrayList<>();
          for (int i = 0; i < sockets; i++) {
            Socket socket = Wire.connect(arena.target.socketAddress(), i);
            drips.add(arena.enter(new Drip(socket)).bytes(bytes, 200));
          }
          eventually(() -> assertThat(drips).allMatch(Drip::isCutOff));
        });
  }

  @Test
  void noiseInPlaceOfAHandshakeIsCutOff() throws Exception {
    SplittableRandom random = new SplittableRandom(7);
    int sockets = Scale.of(100, 1000);
    arena.endures(
        "%d sockets that send 64 KiB of random bytes".formatted(sockets),
        16,
        () -> {
          for (int i = 0; i < sockets; i++) {
            byte[] rubbish = new byte[64 * 1024];
            random.nextBytes(rubbish);
            Drip drip = arena.enter(new Drip(Wire.connect(arena.target.socketAddress(), i)));
            drip.atOnce(rubbish);
            eventually(() -> assertThat(drip.isCutOff()).isTrue());
          }
          assertThat(refused(Refusal.HANDSHAKE_FAILED)).isGreaterThanOrEqualTo(sockets);
        });
  }

  @Test
  void anOversizedMultistreamFrameIsCutOff() throws Exception {
    arena.endures(
        "a multistream frame that announces 2^62 bytes",
        16,
        () -> {
          byte[] length = {-1, -1, -1, -1, -1, -1, -1, -1, 0x3f};
          Drip drip = arena.enter(new Drip(Wire.connect(arena.target.socketAddress(), 1)));
          drip.atOnce(Wire.concat(Wire.multistream(), length));
          eventually(() -> assertThat(drip.isCutOff()).isTrue());
          assertThat(refused(Refusal.HANDSHAKE_FAILED)).isOne();
        });
  }

  @Test
  void endlessProposalsAreCutOff() throws Exception {
    arena.endures(
        "10 000 proposals in one negotiation",
        16,
        () -> {
          Drip drip = arena.enter(new Drip(Wire.connect(arena.target.socketAddress(), 1)));
          drip.atOnce(Wire.concat(Wire.multistream(), Wire.repeat(proposal(), 10_000)));
          eventually(() -> assertThat(drip.isCutOff()).isTrue());
          assertThat(refused(Refusal.HANDSHAKE_FAILED)).isOne();
        });
  }

  private static byte[] proposal() {
    byte[] header = Wire.multistream();
    byte[] both = Wire.multistream("/no/such/protocol");
    return java.util.Arrays.copyOfRange(both, header.length, both.length);
  }

  private long refused(Refusal reason) {
    return arena.target.counts.of(reason);
  }
}
