package io.grapevine.simulation.scale;

import java.util.Arrays;

/** What became of the jobs that count, and what the workers did while they were submitted. */
final class Figures {
  private final Demand demand;
  private final long[] response;
  private final long[] awardedAfter;
  private final long[] useful;
  private final long[] wasted;
  private int failed;

  Figures(Demand demand, int workers) {
    this.demand = demand;
    response = new long[demand.jobs()];
    awardedAfter = new long[demand.jobs()];
    useful = new long[workers];
    wasted = new long[workers];
    Arrays.fill(response, -1);
    Arrays.fill(awardedAfter, -1);
  }

  /** The job was first given to a worker. */
  void awarded(int job, long now) {
    if (awardedAfter[job] < 0) {
      awardedAfter[job] = now - demand.submittedAt(job);
    }
  }

  /** Its client has the answer. */
  void over(int job, long now, boolean succeeded) {
    if (response[job] >= 0) {
      throw new AssertionError("job " + job + " has two outcomes");
    }
    response[job] = now - demand.submittedAt(job);
    if (!succeeded && demand.counts(job)) {
      failed++;
    }
  }

  boolean isOver(int job) {
    return response[job] >= 0;
  }

  /** A worker was busy with a job, for nothing or not. */
  void worked(int worker, long from, long to, boolean isUseful) {
    long began = Math.max(from, demand.watchedFrom());
    long ended = Math.min(to, demand.lastSubmission());
    if (ended > began) {
      (isUseful ? useful : wasted)[worker] += ended - began;
    }
  }

  /** Jobs without an outcome, those that do not count included. */
  long lost() {
    return Arrays.stream(response).filter(time -> time < 0).count();
  }

  int failed() {
    return failed;
  }

  /** Of jobs that count, in seconds. */
  double responseAt(double quantile) {
    return quantile(counted(response), quantile);
  }

  double meanResponse() {
    return Arrays.stream(counted(response)).average().orElse(Double.NaN) / 1e9;
  }

  /** From submission to the first award, in seconds. */
  double awardAt(double quantile) {
    return quantile(counted(awardedAfter), quantile);
  }

  /** The busiest worker's work by the average worker's. */
  double imbalance() {
    double mean = Arrays.stream(useful).average().orElse(Double.NaN);
    return Arrays.stream(useful).max().orElse(0) / mean;
  }

  /** Jain's index of the work done: 1 if all did the same, 1/n if one did it all. */
  double jain() {
    double sum = 0;
    double squares = 0;
    for (long work : useful) {
      sum += work;
      squares += (double) work * work;
    }
    return sum * sum / (useful.length * squares);
  }

  /** Share of the time that workers spent on jobs that was for nothing. */
  double wastedShare() {
    double all = Arrays.stream(useful).sum();
    double lost = Arrays.stream(wasted).sum();
    return all + lost == 0 ? 0 : lost / (all + lost);
  }

  /** Share of the jobs that count which ended well. */
  double doneShare() {
    return 1 - (double) (failed + lost()) / demand.counted();
  }

  /** Jobs that were being done at once, on average, and not for nothing. */
  double concurrency() {
    return (double) Arrays.stream(useful).sum() / (demand.lastSubmission() - demand.watchedFrom());
  }

  private long[] counted(long[] times) {
    long[] counted = new long[times.length];
    int count = 0;
    for (int job = 0; job < times.length; job++) {
      if (demand.counts(job) && times[job] >= 0) {
        counted[count++] = times[job];
      }
    }
    return Arrays.copyOf(counted, count);
  }

  private static double quantile(long[] times, double quantile) {
    if (times.length == 0) {
      return Double.NaN;
    }
    Arrays.sort(times);
    return times[(int) Math.min(times.length - 1L, (long) (quantile * times.length))] / 1e9;
  }
}
