package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The single end of a job, broadcast to everybody.
 *
 * @param status one of the five final states
 * @param worker who delivered, or whose failure was final; absent if no worker had the job last
 * @param attempts how many workers were awarded the job
 * @param rounds how many offers went out
 * @param failure absent exactly on success
 * @param receipt the worker's own word; present exactly on success
 */
public record Outcome(
    JobId job,
    WorkType type,
    JobStatus status,
    PeerId requester,
    @Nullable PeerId worker,
    int attempts,
    int rounds,
    @Nullable Failure failure,
    @Nullable Receipt receipt) {

  /**
   * @throws IllegalArgumentException if the parts do not fit together
   */
  public Outcome {
    if (!status.isFinal()) {
      throw new IllegalArgumentException(status + " is not an outcome");
    }
    boolean succeeded = status == JobStatus.SUCCEEDED;
    if (succeeded != (receipt != null) || succeeded == (failure != null)) {
      throw new IllegalArgumentException(
          "an outcome has a receipt exactly on success and a failure exactly otherwise");
    }
    if (receipt != null
        && !(receipt.attempt().job().equals(job) && Objects.equals(receipt.worker(), worker))) {
      throw new IllegalArgumentException("the receipt is for another job or worker");
    }
    if (attempts < 0 || rounds < 0) {
      throw new IllegalArgumentException("attempts and rounds count from 0");
    }
  }
}
