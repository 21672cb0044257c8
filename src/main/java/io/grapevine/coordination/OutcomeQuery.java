package io.grapevine.coordination;

/**
 * Which outcomes are wanted.
 *
 * @param before only outcomes that were heard before this position; {@code Long.MAX_VALUE} for the
 *     newest
 * @param limit most outcomes in the page, 1 to 1 000
 */
public record OutcomeQuery(long before, int limit) {
  /** Largest page. */
  public static final int LIMIT_MAX = 1_000;

  /**
   * @throws IllegalArgumentException if the limit is out of range
   */
  public OutcomeQuery {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("a page has 1 to " + LIMIT_MAX + " outcomes");
    }
  }
}
