package io.grapevine.job;

import java.util.random.RandomGenerator;

/**
 * Names what a worker promised with one bid. Its worker draws it at random for each bid, so that
 * none of its lives knows the promises of another; a requester quotes it with every award that it
 * makes on the bid.
 */
public record ReservationId(long value) {
  /**
   * Names no promise of anybody: stands where an award was journalled before bids had a name. Never
   * drawn.
   */
  public static final ReservationId NONE = new ReservationId(0);

  /** One that nobody had before. */
  public static ReservationId draw(RandomGenerator random) {
    long value = random.nextLong();
    while (value == NONE.value) {
      value = random.nextLong();
    }
    return new ReservationId(value);
  }

  /** Sixteen hexadecimal digits. */
  @Override
  public String toString() {
    return "%016x".formatted(value);
  }
}
