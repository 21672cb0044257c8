package io.grapevine.libp2p.identity;

import java.io.IOException;

/** The key file cannot be used; the message says why and what to do about it. */
public final class KeyFileException extends IOException {

  KeyFileException(String message) {
    super(message);
  }

  KeyFileException(String message, Throwable cause) {
    super(message, cause);
  }
}
