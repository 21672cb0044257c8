package io.grapevine.storage;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which database, and how much of it is used.
 *
 * @param url {@code jdbc:sqlite:} and the path of a file, or {@code jdbc:postgresql://host/name}
 * @param user absent for a file, and where the server asks for none
 * @param password absent likewise
 * @param readers connections for reading, at least 1
 * @param patience how long a group of writes is tried again when the connection breaks, before
 *     those who wait are told
 * @param queueMax writes that wait at most
 * @param queueBytesMax about the bytes of all writes that wait
 */
public record DatabaseConfig(
    String url,
    @Nullable String user,
    @Nullable String password,
    int readers,
    Duration patience,
    int queueMax,
    long queueBytesMax) {
  private static final int READERS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int QUEUE_MAX = 32_768;
  private static final long QUEUE_BYTES_MAX = 128L << 20;

  /**
   * @throws IllegalArgumentException if a limit is not positive
   */
  public DatabaseConfig {
    if (readers < 1 || queueMax < 1 || queueBytesMax < 1 || patience.isNegative()) {
      throw new IllegalArgumentException("the limits of a store are positive");
    }
  }

  /** The usual bounds. */
  public static DatabaseConfig of(String url) {
    return new DatabaseConfig(url, null, null, READERS, PATIENCE, QUEUE_MAX, QUEUE_BYTES_MAX);
  }

  /** The same for somebody with a name. */
  public DatabaseConfig as(@Nullable String otherUser, @Nullable String otherPassword) {
    return new DatabaseConfig(
        url, otherUser, otherPassword, readers, patience, queueMax, queueBytesMax);
  }

  /** The same with so many connections for reading. */
  public DatabaseConfig reading(int connections) {
    return new DatabaseConfig(url, user, password, connections, patience, queueMax, queueBytesMax);
  }

  /** The same with another patience. */
  public DatabaseConfig patient(Duration longest) {
    return new DatabaseConfig(url, user, password, readers, longest, queueMax, queueBytesMax);
  }

  /** The same with another bound of the queue. */
  public DatabaseConfig queueing(int writes, long bytes) {
    return new DatabaseConfig(url, user, password, readers, patience, writes, bytes);
  }

  /** Without the password. */
  @Override
  public String toString() {
    return "%s as %s".formatted(url, user);
  }
}
