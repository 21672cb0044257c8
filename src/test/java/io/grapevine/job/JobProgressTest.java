package io.grapevine.job;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.reservation;
import static io.grapevine.testing.JobSamples.spec;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JobProgressTest {
  private static final JobSpec SPEC = spec(1, 3, Delivery.AT_LEAST_ONCE);
  private static final Progress HALF = new Progress(50, "page 2 of 4");
  private static final Progress LITTLE = new Progress(10, "");

  private Job job = Job.submitted(new JobEvent.Submitted(SPEC.id(), START, SPEC, peer(100)));

  @Test
  void belongsToItsAttemptAndThatOfTheJobIsOfTheLatestThatLives() {
    award(1);
    report(1, HALF);
    assertThat(job.progress()).isEqualTo(HALF);

    award(2);
    assertThat(job.progress()).as("the second has not reported").isNull();
    report(1, HALF);
    assertThat(job.progress()).as("nor is that of the first its own").isNull();
    report(2, LITTLE);
    assertThat(job.progress()).isEqualTo(LITTLE);
    assertThat(progress()).containsExactly(HALF, LITTLE);

    end(2);
    assertThat(job.progress()).as("the first is still under way").isEqualTo(HALF);
    end(1);
    assertThat(job.progress()).isNull();
    assertThat(job.progressAt()).isNull();
    assertThat(progress()).as("how far they came").containsExactly(HALF, LITTLE);
  }

  private List<Progress> progress() {
    return job.attempts().stream().map(Job.Attempt::progress).toList();
  }

  private void award(int number) {
    job =
        job.apply(
            new JobEvent.Awarded(
                SPEC.id(),
                START,
                attempt(number),
                new OfferId(SPEC.id(), 1),
                peer(number),
                reservation(number)));
  }

  private void report(int number, Progress progress) {
    job = job.apply(new JobEvent.ProgressReported(SPEC.id(), START, attempt(number), progress));
  }

  private void end(int number) {
    job =
        job.apply(
            new JobEvent.AttemptEnded(
                SPEC.id(), START, attempt(number), AttemptEnd.HEARTBEATS_MISSED, ""));
  }

  private static AttemptId attempt(int number) {
    return new AttemptId(SPEC.id(), number);
  }
}
