package io.grapevine.coordination;

import java.io.Serial;

/** Something cannot be kept now: the disk is full, or the database cannot be reached. */
public final class JournalException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /** With a sentence for people that says what to do. */
  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Without a cause. */
  public JournalException(String message) {
    super(message);
  }
}
