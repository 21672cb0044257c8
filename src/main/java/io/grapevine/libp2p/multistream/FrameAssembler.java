package io.grapevine.libp2p.multistream;

import io.grapevine.libp2p.multiformats.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Puts frames together from bytes that come in any pieces, and takes no byte behind a frame. */
final class FrameAssembler {

  private static final int CONTINUED = 0x80;

  private byte[] body = {};
  private int received;

  // The length is at most 1024, which takes at most two bytes.
  private int length;
  private int lengthBytes;
  private boolean lengthKnown;

  /** The text of the next frame without its newline, once the last of its bytes is there. */
  Optional<String> next(ByteBuffer in) throws MalformedException {
    while (in.hasRemaining() && !lengthKnown) {
      takeLength(in.get() & 0xff);
    }
    if (!lengthKnown) {
      return Optional.empty();
    }
    int taken = Math.min(body.length - received, in.remaining());
    in.get(body, received, taken);
    received += taken;
    if (received < body.length) {
      return Optional.empty();
    }
    String text = text();
    reset();
    return Optional.of(text);
  }

  /**
   * Bytes that surely belong to the current frame, at least 1: reading as many never overshoots.
   */
  int missing() {
    return lengthKnown ? body.length - received : 1;
  }

  private void takeLength(int next) throws MalformedException {
    length |= (next & ~CONTINUED) << (7 * lengthBytes);
    lengthBytes++;
    if (next >= CONTINUED) {
      if (lengthBytes == 2) {
        throw new MalformedException(tooLong());
      }
      return;
    }
    if (next == 0) {
      throw new MalformedException("multistream frame is empty or its length is not shortest");
    }
    if (length > MultistreamFrame.MAX_BYTES) {
      throw new MalformedException(tooLong());
    }
    body = new byte[length];
    lengthKnown = true;
  }

  private String text() throws MalformedException {
    int end = body.length - 1;
    if (body[end] != '\n') {
      throw new MalformedException("multistream frame does not end with a newline");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(body, 0, end))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("multistream frame is not UTF-8", e);
    }
  }

  private void reset() {
    body = new byte[0];
    received = 0;
    length = 0;
    lengthBytes = 0;
    lengthKnown = false;
  }

  private static String tooLong() {
    return "multistream frame is longer than " + MultistreamFrame.MAX_BYTES + " bytes";
  }
}
