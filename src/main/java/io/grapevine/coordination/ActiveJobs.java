package io.grapevine.coordination;

/** Counts the jobs under way and the room their payloads take. Safe for use by many threads. */
final class ActiveJobs {
  private final int jobsMax;
  private final long bytesMax;
  private int jobs;
  private long bytes;

  ActiveJobs(int jobsMax, long bytesMax) {
    this.jobsMax = jobsMax;
    this.bytesMax = bytesMax;
  }

  /** Takes room for one more job; false if there is none. */
  synchronized boolean enter(int payloadSize) {
    if (jobs >= jobsMax || bytes + payloadSize > bytesMax) {
      return false;
    }
    jobs++;
    bytes += payloadSize;
    return true;
  }

  /** Gives the room back. */
  synchronized void leave(int payloadSize) {
    jobs--;
    bytes -= payloadSize;
    if (jobs < 0 || bytes < 0) {
      throw new IllegalStateException("a job left that never entered");
    }
  }

  synchronized int count() {
    return jobs;
  }
}
