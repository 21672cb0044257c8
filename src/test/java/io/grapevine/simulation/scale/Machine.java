package io.grapevine.simulation.scale;

import java.util.PriorityQueue;

/**
 * A worker that takes whatever it is given: up to so many jobs run at full speed, more of them
 * share what there is.
 */
final class Machine {
  private final Timeline timeline;
  private final int slots;
  private final PriorityQueue<Run> runs = new PriorityQueue<>();

  /** Service that each job here has got since the beginning. */
  private double served;

  private long servedAt;
  private long sequence;
  private long alarm;

  private record Run(double endsAt, long sequence, Runnable whenDone) implements Comparable<Run> {
    @Override
    public int compareTo(Run other) {
      int byEnd = Double.compare(endsAt, other.endsAt);
      return byEnd != 0 ? byEnd : Long.compare(sequence, other.sequence);
    }
  }

  Machine(Timeline timeline, int slots) {
    this.timeline = timeline;
    this.slots = slots;
  }

  void run(long service, Runnable whenDone) {
    serve();
    runs.add(new Run(served + service, sequence++, whenDone));
    arm();
  }

  private void serve() {
    served += (timeline.now() - servedAt) * speed();
    servedAt = timeline.now();
  }

  private double speed() {
    return runs.size() <= slots ? 1 : (double) slots / runs.size();
  }

  private void arm() {
    if (!runs.isEmpty()) {
      long mine = ++alarm;
      double left = Math.max(0, runs.element().endsAt() - served) / speed();
      timeline.after(
          (long) Math.ceil(left),
          () -> {
            if (mine == alarm) {
              finish();
            }
          });
    }
  }

  private void finish() {
    serve();
    // A nanosecond of slack: virtual time has no halves.
    while (!runs.isEmpty() && runs.element().endsAt() <= served + 1) {
      runs.remove().whenDone().run();
    }
    arm();
  }
}
