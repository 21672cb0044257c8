package io.grapevine.jvmlibp2p;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for what the library promises, never for ever. */
final class Answers {
  private Answers() {}

  /**
   * Waits; what is not there in time is cancelled.
   *
   * @param purpose what is being done, as in "cannot …"
   */
  static <T> T await(CompletableFuture<T> promise, Duration limit, String purpose)
      throws IOException {
    try {
      return promise.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      promise.cancel(true);
      throw new SocketTimeoutException("cannot " + purpose + " within " + limit);
    } catch (ExecutionException | CancellationException failure) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new IOException("cannot " + purpose + ": " + cause, cause);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      InterruptedIOException translated = new InterruptedIOException("interrupted: " + purpose);
      translated.initCause(interrupted);
      throw translated;
    }
  }
}
