package io.grapevine.libp2p.multiformats;

import java.io.IOException;

/**
 * Something that came from outside is not encoded as its format demands. Without a stack trace,
 * since hostile input must be cheap to turn away; the message says all there is to say.
 */
public final class MalformedException extends IOException {

  /** The message says what is wrong, readable without the bytes at hand. */
  public MalformedException(String message) {
    super(message);
  }

  /** Like the other, with what a library said about it. */
  public MalformedException(String message, Throwable cause) {
    super(message, cause);
  }

  @Override
  public synchronized Throwable fillInStackTrace() {
    return this;
  }
}
