package io.grapevine.libp2p.host;

import java.io.IOException;

/** The stream was reset by either side, or its connection ended. */
public final class StreamResetException extends IOException {
  public StreamResetException(String message) {
    super(message);
  }
}
