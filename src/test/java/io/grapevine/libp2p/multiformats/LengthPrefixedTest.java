package io.grapevine.libp2p.multiformats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.testing.Randomised;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LengthPrefixedTest {

  @Test
  void roundTripsRandomFramesBehindEachOther() {
    Randomised.runs(200)
        .check(
            random -> {
              byte[] first = Randomised.bytes(random, 0, 400);
              byte[] second = Randomised.bytes(random, 0, 400);
              byte[] frames = LengthPrefixed.frame(first);
              int length = frames.length;
              byte[] more = LengthPrefixed.frame(second);
              frames = Arrays.copyOf(frames, length + more.length);
              System.arraycopy(more, 0, frames, length, more.length);
              InputStream in = new ByteArrayInputStream(frames);
              assertThat(LengthPrefixed.read(in, 400)).isEqualTo(first);
              assertThat(LengthPrefixed.read(in, 400)).isEqualTo(second);
              assertThatThrownBy(() -> LengthPrefixed.read(in, 400))
                  .isInstanceOf(EOFException.class);
            });
  }

  @Test
  void readsAnEmptyFrame() throws Exception {
    assertThat(LengthPrefixed.read(new ByteArrayInputStream(new byte[] {0}), 10)).isEmpty();
  }

  @Test
  void refusesFramesCutAtEveryByte() {
    byte[] frame = LengthPrefixed.frame(new byte[200]);
    for (int length = 1; length < frame.length; length++) {
      InputStream cut = new ByteArrayInputStream(frame, 0, length);
      assertThatThrownBy(() -> LengthPrefixed.read(cut, 1000))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void refusesAHostileLengthBeforeReadingOn() throws Exception {
    InputStream in = new ByteArrayInputStream(LengthPrefixed.frame(new byte[101]));
    assertThatThrownBy(() -> LengthPrefixed.read(in, 100)).isInstanceOf(MalformedException.class);
    assertThat(in.available()).isEqualTo(101);
    InputStream huge = new ByteArrayInputStream(UnsignedVarint.encode(Long.MAX_VALUE));
    assertThatThrownBy(() -> LengthPrefixed.read(huge, Integer.MAX_VALUE))
        .isInstanceOf(MalformedException.class);
  }
}
