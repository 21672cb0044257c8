package io.grapevine.libp2p.transport;

import java.io.InterruptedIOException;

/** Interrupts inside blocking calls that may only throw {@link java.io.IOException}. */
final class Interruptions {
  private Interruptions() {}

  /** Keeps the interrupt for the caller's caller and says in an exception what happened. */
  static InterruptedIOException asIoException(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException translated = new InterruptedIOException("interrupted while waiting");
    translated.initCause(cause);
    return translated;
  }
}
