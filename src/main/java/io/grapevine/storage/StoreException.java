package io.grapevine.storage;

/** The store cannot do what is asked; the message is a sentence for an operator. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Something went wrong below. */
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Nothing went wrong below. */
  public StoreException(String message) {
    super(message);
  }
}
