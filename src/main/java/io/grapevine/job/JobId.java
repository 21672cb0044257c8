package io.grapevine.job;

import java.util.Optional;
import java.util.UUID;

/**
 * Names one job, chosen once by its requester. The requester draws version 7 UUIDs (RFC 9562
 * section 5.7), so that ids sort by submission time.
 */
public record JobId(UUID value) implements Comparable<JobId> {
  private static final int TEXT_LENGTH = 36;

  /** Reads the canonical text form; empty for anything else. */
  public static Optional<JobId> parse(String text) {
    if (text.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    try {
      UUID uuid = UUID.fromString(text);
      return uuid.toString().equalsIgnoreCase(text)
          ? Optional.of(new JobId(uuid))
          : Optional.empty();
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
  }

  /** Composes a version 7 UUID from the time and 74 bits of chance. */
  public static JobId at(long epochMillis, long randomHigh, long randomLow) {
    long high = (epochMillis << 16) | 0x7000L | (randomHigh & 0xFFFL);
    long low = (randomLow & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
    return new JobId(new UUID(high, low));
  }

  /**
   * Unsigned order, which for version 7 is the order of submission; {@link UUID#compareTo} is
   * signed.
   */
  @Override
  public int compareTo(JobId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
