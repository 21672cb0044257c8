package io.grapevine.rest.problem;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.util.unit.DataSize;

/**
 * How much of bodies may be in memory: each by itself, and those of all requests that are being
 * answered together. Without the second bound many clients could do what one may not.
 */
final class BodyBudget {
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final long each;
  private final long together;
  private final AtomicLong taken = new AtomicLong();

  BodyBudget(DataSize each, DataSize together) {
    this.each = each.toBytes();
    this.together = together.toBytes();
  }

  boolean isTooLarge(long size) {
    return size > each;
  }

  /**
   * Takes in more of a body.
   *
   * @param before what was read of it before
   * @throws RefusedBodyException if a bound is passed; then nothing was taken
   */
  void take(long before, int more) throws RefusedBodyException {
    if (isTooLarge(before + more)) {
      throw new RefusedBodyException(tooLarge());
    }
    if (taken.addAndGet(more) > together) {
      taken.addAndGet(-more);
      throw new RefusedBodyException(
          ProblemException.passing(
              ProblemType.OVERLOADED,
              "The bodies of requests that are being answered take all the memory that is set"
                  + " aside for them; try again, or at another peer.",
              RETRY_AFTER));
    }
  }

  /** A request is answered, its body can go. */
  void give(long size) {
    taken.addAndGet(-size);
  }

  ProblemException tooLarge() {
    return ProblemException.of(
        ProblemType.CONTENT_TOO_LARGE,
        "The body is larger than the " + each + " bytes that are accepted here.");
  }
}
