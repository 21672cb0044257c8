package io.grapevine.benchmark;

import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Where the time of jobs goes, by what their own histories say. Of each step the median, so that
 * the sum is about the median of whole jobs.
 */
final class JobSteps {
  /** Jobs that are looked at, the latest ones. */
  private static final int JOBS_MAX = 1_000;

  private final ConcurrentLinkedDeque<Done> jobs = new ConcurrentLinkedDeque<>();
  private final AtomicInteger count = new AtomicInteger();

  /** The steps of a job that goes well, each up to the event that ends it. */
  private enum Step {
    OFFERED("journalled and accepted, its offer out meanwhile"),
    BID("the first worker has bid, if none had before the job was journalled"),
    AWARDED("bids are compared until one is chosen"),
    STARTED("the award is presented and confirmed, and journalled meanwhile"),
    DELIVERED("payload there, handler run, result back with its signed receipt"),
    TOLD("the outcome is journalled and the client told");

    private final String text;

    Step(String text) {
      this.text = text;
    }
  }

  private record Done(JobId job, long nanos) {}

  /** Forgets what was noted. */
  void clear() {
    jobs.clear();
    count.set(0);
  }

  /** A job took so long, from the submission to the moment at which its client knew the end. */
  void note(JobId job, long nanos) {
    jobs.addLast(new Done(job, nanos));
    if (count.incrementAndGet() > JOBS_MAX) {
      jobs.pollFirst();
    }
  }

  /**
   * Prints the steps.
   *
   * @param histories asked for what was journalled of a job
   */
  void print(Function<JobId, List<JobEvent>> histories) {
    Map<Step, List<Long>> steps = new EnumMap<>(Step.class);
    for (Done done : jobs) {
      split(done, histories.apply(done.job()), steps);
    }
    steps.forEach(
        (step, nanos) -> {
          long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
          System.out.printf(
              Locale.ROOT, "    %6.2f ms  %s%n", sorted[sorted.length / 2] / 1e6, step.text);
        });
  }

  /** A job that needed a second round or attempt tells nothing of the usual way. */
  private static void split(Done done, List<JobEvent> history, Map<Step, List<Long>> steps) {
    List<Instant> ends = new ArrayList<>();
    for (Class<? extends JobEvent> kind :
        Arrays.<Class<? extends JobEvent>>asList(
            JobEvent.Submitted.class,
            JobEvent.OfferAnnounced.class,
            JobEvent.BidPlaced.class,
            JobEvent.Awarded.class,
            JobEvent.AttemptStarted.class,
            JobEvent.Concluded.class)) {
      Optional<JobEvent> first = history.stream().filter(kind::isInstance).findFirst();
      if (first.isEmpty()) {
        return;
      }
      ends.add(first.get().at());
    }
    ends.add(ends.getFirst().plusNanos(done.nanos()));
    int index = 0;
    for (Step step : Step.values()) {
      Duration took = Duration.between(ends.get(index), ends.get(index + 1));
      steps.computeIfAbsent(step, _ -> new ArrayList<>()).add(took.toNanos());
      index++;
    }
  }
}
