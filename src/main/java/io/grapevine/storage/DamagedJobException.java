package io.grapevine.storage;

/**
 * What is stored of one job is not what Grapevine wrote. Nothing is wrong with the rest of the
 * store.
 */
final class DamagedJobException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DamagedJobException(String message, Throwable cause) {
    super(message, cause);
  }

  DamagedJobException(String message) {
    super(message);
  }
}
