package io.grapevine.coordination;

import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.ItemLine;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.Outcome;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads one share at a time from the journal, so that a slow reader costs no memory. */
final class JournalledLines implements BatchLines {
  private static final Failure NOT_KEPT =
      Failure.permanent(FailureCode.INTERNAL, "What became of it is not kept any more.");

  private final JobJournal journal;
  private final JobId batch;
  private final FinishedShares shares;
  private final BatchTally tally;
  private int place;
  private boolean over;

  JournalledLines(JobJournal journal, Job batch, int items, FinishedShares shares) {
    this.journal = journal;
    this.batch = batch.id();
    this.shares = shares;
    this.tally = new BatchTally(batch.spec(), items);
  }

  @Override
  public Optional<byte[]> next(Duration limit) throws InterruptedException {
    if (over) {
      return Optional.empty();
    }
    Optional<JobId> share = shares.await(place, limit);
    if (share.isPresent()) {
      place++;
      return Optional.of(
          ShareReport.read(journal, share.get())
              .map(report -> joined(report.settle(tally)))
              .orElseGet(() -> new byte[0]));
    }
    if (!shares.isComplete() || shares.count() > place) {
      return Optional.of(new byte[0]);
    }
    over = true;
    Outcome outcome = journal.find(batch).map(Job::outcome).orElse(null);
    // Without an outcome the batch goes on, but not here.
    return Optional.ofNullable(outcome).map(end -> joined(tally.abandon(reason(end))));
  }

  @Override
  public void await(Duration limit) throws InterruptedException {
    if (!over) {
      shares.await(place, limit);
    }
  }

  @Override
  public boolean isCaughtUp() {
    return shares.count() <= place;
  }

  /** Why items that were in no share have no result. */
  private static Failure reason(Outcome outcome) {
    Failure failure = outcome.failure();
    return failure == null ? NOT_KEPT : failure;
  }

  private static byte[] joined(List<ItemLine> lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ItemLine line : lines) {
      out.writeBytes(line.text().array());
      out.write('\n');
    }
    return out.toByteArray();
  }
}
