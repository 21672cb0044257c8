package io.grapevine.coordination;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.BatchItem;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.ItemLine;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.ShareContent;
import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a share ended, read from the journal. What its worker delivered is not trusted: if it is not
 * made of lines, it is as if the worker had said nothing of any item.
 *
 * @param items that were in it
 * @param lines of the worker; empty if it delivered nothing of use
 * @param failure why nothing was delivered; absent if something was
 * @param worker who delivered, absent if nobody did
 * @param starts how often a worker began with it, as far as anybody knows
 */
record ShareReport(
    JobId share,
    JobStatus status,
    List<BatchItem> items,
    List<ItemLine> lines,
    @Nullable Failure failure,
    @Nullable PeerId worker,
    int starts) {

  /** Reads the share; empty if it is not over, or not in the journal any more. */
  static Optional<ShareReport> read(JobJournal journal, JobId share) {
    Job job = journal.find(share).orElse(null);
    if (job == null) {
      return Optional.empty();
    }
    Outcome outcome = job.outcome();
    Content payload = outcome == null ? null : journal.payload(share).orElse(null);
    if (outcome == null || payload == null) {
      return Optional.empty();
    }
    List<BatchItem> items = ShareContent.decode(payload);
    @Nullable Failure failure = outcome.failure();
    @Nullable PeerId worker = failure == null ? outcome.worker() : null;
    List<ItemLine> lines =
        failure == null
            ? journal.result(share).flatMap(ShareReport::lines).orElse(List.of())
            : List.of();
    return Optional.of(
        new ShareReport(share, outcome.status(), items, lines, failure, worker, starts(job)));
  }

  private static int starts(Job job) {
    return (int)
        job.attempts().stream()
            .filter(attempt -> attempt.startedAt() != null)
            .filter(attempt -> attempt.end() != AttemptEnd.NOT_BEGUN)
            .count();
  }

  /** The final lines that this share adds. */
  List<ItemLine> settle(BatchTally tally) {
    return failure == null ? tally.delivered(items, lines, starts) : tally.failed(items, failure);
  }

  /** How many items the worker came to. */
  int done() {
    return (int) lines.stream().filter(line -> line.kind() != ItemLine.Kind.DEFERRED).count();
  }

  /** Nobody would take it. */
  boolean isRefused() {
    return status == JobStatus.REFUSED
        || (failure != null && failure.code() == FailureCode.NO_WORKERS);
  }

  private static Optional<List<ItemLine>> lines(Content result) {
    List<ItemLine> lines = new ArrayList<>();
    try {
      for (byte[] line : ShareContent.lines(result)) {
        lines.add(ItemLine.parse(line));
      }
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
    return Optional.of(lines);
  }
}
