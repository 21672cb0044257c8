package io.grapevine.job;

/** How often a job may run. */
public enum Delivery {
  /**
   * Tried again on another worker after any failure that is not final; may therefore run more than
   * once.
   */
  AT_LEAST_ONCE,
  /** Never tried again once a worker may have started it. */
  AT_MOST_ONCE
}
