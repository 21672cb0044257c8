package io.grapevine.coordination;

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
 */
record ShareReport(
    JobId share,
    JobStatus status,
    List<BatchItem> items,
    List<ItemLine> lines,
    @Nullable Failure failure,
    @Nullable PeerId worker) {

  /** Reads the share; empty if it is not over, or not in the journal any more. */
  static Optional<ShareReport> read(JobJournal journal, JobId share) {
    Job job = journal.find(share).orElse(null);
    Outcome outcome = job == null ? null : job.outcome();
    Content payload = outcome == null ? null : journal.payload(share).orElse(null);
    if (outcome == null || payload == null) {
      return Optional.empty();
    }
    List<BatchItem> items = ShareContent.decode(payload);
    Failure failure = outcome.failure();
    if (failure == null) {
      Optional<List<ItemLine>> lines = journal.result(share).flatMap(ShareReport::lines);
      return Optional.of(
          new ShareReport(
              share, outcome.status(), items, lines.orElse(List.of()), null, outcome.worker()));
    }
    return Optional.of(new ShareReport(share, outcome.status(), items, List.of(), failure, null));
  }

  /** The final lines that this share adds. */
  List<ItemLine> settle(BatchTally tally) {
    return failure == null ? tally.delivered(items, lines) : tally.failed(items, failure);
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
