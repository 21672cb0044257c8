package io.grapevine.job;

/** Which jobs go first where not all can; a lower class still gets its share. */
public enum Priority {
  /** Before the others. */
  HIGH,
  /** What is not said otherwise. */
  NORMAL,
  /** When there is room. */
  LOW
}
