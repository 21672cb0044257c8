package io.grapevine.libp2p.yamux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReceiveWindowTest {
  private static final int FIRST = YamuxConfig.WINDOW_BYTES;
  private static final int LARGEST = YamuxConfig.DEFAULT.maxReceiveWindow();

  private final YamuxPair pair = new YamuxPair(YamuxConfig.DEFAULT);
  private final byte[] buffer = new byte[64 * 1024];

  @Test
  void growsToItsLimitWhileTheReaderTakesEverything() {
    YamuxStream stream = pair.open();
    carry(stream, 64 << 20, 0);

    assertThat(pair.accepted().window.size()).isEqualTo(LARGEST);
    assertThat(ahead(stream)).isBetween(LARGEST / 2, LARGEST);
  }

  @Test
  void staysSmallForAReaderThatLagsBehind() {
    YamuxStream stream = pair.open();
    carry(stream, 16 << 20, 1);

    assertThat(pair.accepted().window.size()).isEqualTo(FIRST);
    assertThat(ahead(stream)).isLessThanOrEqualTo(FIRST);
  }

  @Test
  void staysSmallForAStreamThatIsSlow() {
    YamuxStream stream = pair.open();
    for (int i = 0; i < 64; i++) {
      carry(stream, FIRST / 4, 0);
      pair.listener.tick(new ArrayList<>());
    }

    assertThat(pair.accepted().window.size()).isEqualTo(FIRST);
  }

  @Test
  void refusesALargerFrameOnlyWhileTheWindowIsSmall() {
    assertThat(takesFrame(FIRST / 4, FIRST + 1)).isFalse();
    assertThat(takesFrame(64 << 20, FIRST + 1)).isTrue();
  }

  @Test
  void leavesHalfOfTheSessionToStreamsThatHaveNotGrown() {
    List<YamuxStream> accepted = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      carry(pair.open(), 16 << 20, 0);
      accepted.add(pair.accepted());
    }

    int grown = accepted.stream().mapToInt(stream -> stream.window.growth()).sum();
    int half = YamuxConfig.DEFAULT.maxUnreadPerSession() / 2;
    assertThat(grown).isBetween(half - FIRST, half);
  }

  @Test
  void makesRoomForOthersWhenAStreamEnds() {
    for (int i = 0; i < 8; i++) {
      YamuxStream stream = pair.open();
      carry(stream, 16 << 20, 0);
      assertThat(pair.accepted().window.size()).isEqualTo(LARGEST);
      stream.reset();
      pair.exchange();
    }
  }

  /** Sends bytes that the other end reads at once, but for the last {@code left} bytes. */
  private void carry(YamuxStream stream, int bytes, int left) {
    carry(pair, stream, bytes, left);
  }

  private void carry(YamuxPair between, YamuxStream stream, int bytes, int left) {
    int sent = 0;
    while (sent < bytes) {
      sent += stream.write(buffer, 0, Math.min(buffer.length, bytes - sent));
      stream.flush();
      between.exchange();
      YamuxStream reader = between.accepted();
      while (reader.available() > left) {
        reader.read(buffer, 0, Math.min(buffer.length, reader.available() - left));
      }
      between.exchange();
    }
  }

  /** Whether a frame of a length is taken after a stream has carried so many bytes. */
  private boolean takesFrame(int carried, int length) {
    YamuxPair fresh = new YamuxPair(YamuxConfig.DEFAULT);
    YamuxStream stream = fresh.open();
    carry(fresh, stream, carried, 0);
    byte[] frame = Frames.frames().data(0, stream.id(), new byte[length]).bytes();
    return fresh.listener.receive(frame, 0, frame.length).stream()
        .noneMatch(YamuxEvent.Violation.class::isInstance);
  }

  /** How many bytes the remote takes while nobody reads. */
  private int ahead(YamuxStream stream) {
    pair.exchange();
    int before = pair.accepted().available();
    int taken = 1;
    while (taken > 0) {
      taken = stream.write(buffer, 0, buffer.length);
      stream.flush();
      pair.exchange();
    }
    return pair.accepted().available() - before;
  }
}
