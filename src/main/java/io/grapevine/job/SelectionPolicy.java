package io.grapevine.job;

/** By which rule a worker is chosen from those that bid. */
public enum SelectionPolicy {
  /** The one with the least work per slot. */
  LEAST_LOADED,
  /** The less loaded of two that are drawn by lot. */
  TWO_CHOICES,
  /** The one that was fastest and most reliable of late. */
  FASTEST,
  /** The one that did the least work so far. */
  FAIR,
  /** The one that meets most of the soft requirements, then the least loaded. */
  REQUIREMENTS_FIRST
}
