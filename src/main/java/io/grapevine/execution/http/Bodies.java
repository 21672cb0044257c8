package io.grapevine.execution.http;

import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;

/** Reads bodies within a limit. */
public final class Bodies {
  private Bodies() {}

  /**
   * Reads a body; an absent one is empty.
   *
   * @param sizeMax most bytes that it may have
   * @throws BodyTooLargeException if it announces or has more; no more than one byte past the limit
   *     is read
   */
  public static byte[] read(@Nullable HttpEntity body, int sizeMax) throws IOException {
    if (body == null) {
      return new byte[0];
    }
    if (body.getContentLength() > sizeMax) {
      throw new BodyTooLargeException(sizeMax);
    }
    InputStream content = body.getContent();
    return content == null ? new byte[0] : read(content, sizeMax);
  }

  /**
   * Reads a stream to its end.
   *
   * @throws BodyTooLargeException if it is longer than the limit
   */
  public static byte[] read(InputStream content, int sizeMax) throws IOException {
    byte[] bytes = content.readNBytes(sizeMax);
    if (bytes.length == sizeMax && content.read() >= 0) {
      throw new BodyTooLargeException(sizeMax);
    }
    return bytes;
  }

  /** Reads the first bytes of a body, or all if it is shorter. */
  static byte[] beginning(@Nullable HttpEntity body, int size) throws IOException {
    InputStream content = body == null ? null : body.getContent();
    return content == null ? new byte[0] : content.readNBytes(size);
  }
}
