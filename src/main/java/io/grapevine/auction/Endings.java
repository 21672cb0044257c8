package io.grapevine.auction;

import static io.grapevine.job.Failure.permanent;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The ways in which an auction can end, and what is said to the client about each. */
final class Endings {
  private final JobSpec spec;
  private final PeerId requester;
  private final Rounds rounds;
  private final BidRegistry registry;
  private final AttemptBudget attempts;

  Endings(
      JobSpec spec, PeerId requester, Rounds rounds, BidRegistry registry, AttemptBudget attempts) {
    this.spec = spec;
    this.requester = requester;
    this.rounds = rounds;
    this.registry = registry;
    this.attempts = attempts;
  }

  /** A worker delivered. */
  Outcome succeeded(Attempt attempt, Receipt receipt) {
    return outcome(JobStatus.SUCCEEDED, attempt.worker(), null, receipt);
  }

  /** A handler failed, and nobody else is to try. */
  Outcome workFailed(Attempt attempt, Failure failure) {
    return unsuccessful(JobStatus.FAILED, Optional.of(attempt), failure);
  }

  /** No worker is left, and none may be looked for any more. */
  Outcome usedUp(Optional<Attempt> last) {
    if (attempts.count() == 0) {
      return nobody();
    }
    return unsuccessful(
        JobStatus.FAILED, last, permanent(FailureCode.ATTEMPTS_EXHAUSTED, "The job " + tries()));
  }

  private String tries() {
    return "was awarded %s and started %s, without success. The last attempt: %s"
        .formatted(times(attempts.count()), times(attempts.starts()), attempts.lastEnd());
  }

  /** A worker was lost after it may have started, and the job must not run twice. */
  Outcome possiblyStarted(Attempt last) {
    String detail =
        "A worker may have started the job, which is to run at most once: " + attempts.lastEnd();
    return unsuccessful(
        JobStatus.FAILED, Optional.of(last), permanent(FailureCode.POSSIBLY_STARTED, detail));
  }

  /** The client called the job off. */
  Outcome cancelled(Optional<Attempt> last, String reason) {
    String detail = reason.isBlank() ? "The client called the job off." : reason;
    return unsuccessful(JobStatus.CANCELLED, last, permanent(FailureCode.CANCELLED, detail));
  }

  /**
   * The job's time ran out.
   *
   * @param last the attempt that was cut short by it, if one was
   */
  Outcome expired(Optional<Attempt> last) {
    if (attempts.count() == 0 && !registry.everBid()) {
      return nobody();
    }
    String detail = "The job was not done within its " + seconds(spec.timeout()) + ".";
    if (last.isEmpty() && attempts.count() > 0) {
      detail += " It " + tries();
    }
    return unsuccessful(JobStatus.EXPIRED, last, permanent(FailureCode.DEADLINE_EXCEEDED, detail));
  }

  /** The job's time ran out before it was its turn. */
  Outcome expiredWaiting() {
    String detail =
        "The job waited at this peer for all of its %s, behind others; no worker was asked."
            .formatted(seconds(spec.timeout()));
    return unsuccessful(
        JobStatus.EXPIRED, Optional.empty(), permanent(FailureCode.DEADLINE_EXCEEDED, detail));
  }

  /** A duration as people read it. */
  static String seconds(Duration duration) {
    return duration.toMillis() / 1000.0 + " s";
  }

  private Outcome nobody() {
    List<Refusal> refusals = registry.refusals();
    Failure failure =
        refusals.isEmpty()
            ? permanent(FailureCode.NO_WORKERS, rounds.reachedAnybody() ? silence() : emptiness())
            : permanent(FailureCode.ALL_REFUSED, refusedFor(refusals) + silenceOfOthers(refusals));
    return unsuccessful(JobStatus.REFUSED, Optional.empty(), failure);
  }

  private String emptiness() {
    return "No peer that does "
        + spec.type()
        + " work could be reached. Check that one is running, that it knows this work type, and"
        + " that it is connected to the same network as this peer.";
  }

  private String silence() {
    return "The job was offered "
        + times(rounds.number())
        + " to peers that do "
        + spec.type()
        + " work, but none of them answered. Check that they are alive, can dial this peer and are"
        + " among the workers that it accepts.";
  }

  private String silenceOfOthers(List<Refusal> refusals) {
    int others = rounds.recipientsMax() - refusals.size();
    return others > 0 ? " Of " + others + " more that were asked nothing was heard." : "";
  }

  private static String refusedFor(List<Refusal> refusals) {
    Map<RefusalReason, Long> counts =
        refusals.stream().collect(groupingBy(Refusal::reason, TreeMap::new, counting()));
    return counts.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(joining(", ", "Every worker that answered refused: ", "."));
  }

  private static String times(int count) {
    return switch (count) {
      case 0 -> "never";
      case 1 -> "once";
      default -> count + " times";
    };
  }

  private Outcome unsuccessful(JobStatus status, Optional<Attempt> last, Failure failure) {
    return outcome(status, last.map(Attempt::worker).orElse(null), failure, null);
  }

  private Outcome outcome(
      JobStatus status,
      @Nullable PeerId worker,
      @Nullable Failure failure,
      @Nullable Receipt receipt) {
    return new Outcome(
        spec.id(),
        spec.type(),
        status,
        requester,
        worker,
        attempts.count(),
        rounds.number(),
        failure,
        receipt);
  }
}
