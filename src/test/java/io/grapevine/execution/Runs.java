package io.grapevine.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.JobRunner.RunListener;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.JobId;
import io.grapevine.job.Progress;
import io.grapevine.job.ReservationId;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hears runs and keeps everything that they report, in order. */
public final class Runs implements RunListener {
  private static final long WAIT_SECONDS = 20;

  private final BlockingQueue<Object> endings = new LinkedBlockingQueue<>();
  private final List<Progress> progress = new ArrayList<>();

  /** How a completed run was reported. */
  public record Done(Assignment assignment, Content result, Usage usage) {}

  /** An assignment that differs from every other one with another number. */
  public static Assignment assignment(int number) {
    PeerId requester = PeerId.ofPublicKey(new byte[] {8, 1, 18, 1, 7});
    return new Assignment(
        requester,
        new AttemptId(JobId.at(1_700_000_000_000L, 1, 2), number),
        new ReservationId(number));
  }

  /** A JSON payload. */
  public static Content json(String text) {
    return Content.of(Content.JSON, text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public synchronized void progressed(Assignment assignment, Progress reported) {
    progress.add(reported);
  }

  @Override
  public void completed(Assignment assignment, Content result, Usage usage) {
    endings.add(new Done(assignment, result, usage));
  }

  @Override
  public void failed(Assignment assignment, Failure failure) {
    endings.add(failure);
  }

  /** All progress so far. */
  public synchronized List<Progress> progress() {
    return List.copyOf(progress);
  }

  /** The next ending, which must be a success. */
  public Done awaitDone() throws InterruptedException {
    Object ending = endings.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertThat(ending).isInstanceOf(Done.class);
    return (Done) Objects.requireNonNull(ending);
  }

  /** The next ending, which must be a failure. */
  public Failure awaitFailure() throws InterruptedException {
    Object ending = endings.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    assertThat(ending).isInstanceOf(Failure.class);
    return (Failure) Objects.requireNonNull(ending);
  }

  /** Endings that nobody has asked for. */
  public int unexpectedEndings() {
    return endings.size();
  }
}
