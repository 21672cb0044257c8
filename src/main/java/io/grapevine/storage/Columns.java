package io.grapevine.storage;

import io.grapevine.job.JobId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.UUID;

/** How values stand in columns. */
final class Columns {
  private static final int ID_BYTES = 16;
  private static final long NANOS = 1_000_000_000L;

  private Columns() {}

  /** The bytes of the UUID, whose order is that of the ids. */
  static byte[] id(JobId job) {
    return ByteBuffer.allocate(ID_BYTES)
        .putLong(job.value().getMostSignificantBits())
        .putLong(job.value().getLeastSignificantBits())
        .array();
  }

  static JobId job(byte[] id) {
    ByteBuffer bytes = ByteBuffer.wrap(id);
    return new JobId(new UUID(bytes.getLong(), bytes.getLong()));
  }

  /** Nanoseconds since 1970; the ends of the scale, some 290 years away, for what is beyond. */
  static long nanos(Instant instant) {
    try {
      return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS), instant.getNano());
    } catch (ArithmeticException far) {
      return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }
}
