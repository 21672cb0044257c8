package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final long FOUR_GIB = 4L << 30;

  @Test
  void readsWhatWasWritten() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    WorkMessage message = new WorkMessage.Cancel("changed my mind");
    Frames.write(WorkCodec.encode(message), out);
    byte[] frame = Frames.read(new ByteArrayInputStream(out.toByteArray()), WorkCodec.FRAME_MAX);
    assertThat(WorkCodec.decode(frame)).isEqualTo(message);
  }

  @Test
  void refusesALengthOfFourGibibytesAtSight() {
    ByteArrayInputStream in = new ByteArrayInputStream(UnsignedVarint.encode(FOUR_GIB));
    assertThatThrownBy(() -> Frames.read(in, WorkCodec.FRAME_MAX))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("limit");
  }

  @Test
  void takesAFrameAtTheLimitAndRefusesOnePastIt() throws IOException {
    byte[] atLimit = frame(100);
    assertThat(Frames.read(new ByteArrayInputStream(atLimit), 100)).hasSize(100);
    assertThatThrownBy(() -> Frames.read(new ByteArrayInputStream(frame(101)), 100))
        .isInstanceOf(MalformedException.class);
  }

  @Test
  void refusesAFrameThatIsCutAnywhere() {
    byte[] whole = frame(300);
    for (int i = 1; i < whole.length; i++) {
      byte[] cut = Arrays.copyOf(whole, i);
      assertThatThrownBy(() -> Frames.read(new ByteArrayInputStream(cut), 1_000))
          .isInstanceOf(MalformedException.class);
    }
    assertThatThrownBy(() -> Frames.read(new ByteArrayInputStream(new byte[0]), 1_000))
        .as("between frames the end is in order")
        .isInstanceOf(EOFException.class);
  }

  @Test
  void takesNoMoreMemoryForContentThanComesIn() {
    assertThatThrownBy(
            () -> Frames.content(new ByteArrayInputStream(new byte[10]), Integer.MAX_VALUE))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("10 of");
  }

  private static byte[] frame(int size) {
    byte[] length = UnsignedVarint.encode(size);
    return Arrays.copyOf(length, length.length + size);
  }
}
