package io.grapevine.job;

/**
 * One thing that is asked of a worker.
 *
 * @param attribute by its name
 * @param comparison how it is compared
 * @param value with what
 */
public record Requirement(String attribute, Comparison comparison, String value) {
  /**
   * @throws IllegalArgumentException if the attribute or value is too long, or is to be compared as
   *     a number and is none
   */
  public Requirement {
    Attributes.check(attribute, value);
    if (!comparison.accepts(value)) {
      throw new IllegalArgumentException(
          "%s compares numbers, and '%s' is none".formatted(comparison, value));
    }
  }

  /** Whether a worker with these attributes fits. */
  public boolean isMetBy(Attributes attributes) {
    return comparison.isMet(attributes.find(attribute), value);
  }
}
