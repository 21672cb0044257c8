package io.grapevine.coordination;

/** Whose work is summed up. */
public enum WorkRole {
  /** Those who did it. */
  WORKER,
  /** Those who asked for it. */
  REQUESTER
}
