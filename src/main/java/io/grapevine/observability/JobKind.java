package io.grapevine.observability;

import io.grapevine.job.JobEvent;

/** What a history is the history of. A batch is cut into shares, and all of them are jobs. */
enum JobKind {
  SINGLE("job"),
  BATCH("batch"),
  SHARE("share"),

  /** Its beginning was not seen, or is forgotten. */
  UNKNOWN("job");

  private final String word;

  JobKind(String word) {
    this.word = word;
  }

  /** By the first entry of the history. */
  static JobKind of(JobEvent first) {
    if (!(first instanceof JobEvent.Submitted submitted)) {
      return UNKNOWN;
    }
    if (submitted.spec().isBatch()) {
      return BATCH;
    }
    return submitted.spec().batch() == null ? SINGLE : SHARE;
  }

  /** In a line of the log. */
  String word() {
    return word;
  }
}
