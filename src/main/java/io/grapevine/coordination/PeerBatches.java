package io.grapevine.coordination;

import io.grapevine.job.BatchFigures;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.ShareContent;
import java.util.Optional;

/** Answers from what is under way, and for what is over from the journal. */
final class PeerBatches implements BatchService {
  private final BatchHouse house;
  private final JobJournal journal;

  PeerBatches(BatchHouse house, JobJournal journal) {
    this.house = house;
    this.journal = journal;
  }

  @Override
  public Optional<BatchFigures> figures(JobId id) {
    return house.find(id).map(LiveBatch::figures).or(() -> batch(id).map(this::figuresOf));
  }

  @Override
  public Optional<BatchLines> lines(JobId id) {
    Optional<LiveBatch> live = house.find(id);
    return batch(id)
        .map(
            job ->
                new JournalledLines(
                    journal,
                    job,
                    items(job),
                    live.map(LiveBatch::finished).orElseGet(() -> finished(id))));
  }

  private FinishedShares finished(JobId id) {
    FinishedShares finished = new FinishedShares();
    ShareArchive.sharesOf(journal, id).forEach(finished::add);
    finished.complete();
    return finished;
  }

  private Optional<Job> batch(JobId id) {
    return journal.find(id).filter(job -> job.spec().isBatch());
  }

  private BatchFigures figuresOf(Job batch) {
    return journal
        .result(batch.id())
        .flatMap(BatchFigures::of)
        .orElseGet(() -> new BatchFigures(items(batch), 0, 0, 0, 0, 0));
  }

  private int items(Job batch) {
    return journal.payload(batch.id()).map(all -> ShareContent.items(all).size()).orElse(0);
  }
}
