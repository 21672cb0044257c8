package io.grapevine.coordination;

import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads from the journal what became of the shares of batches. Each reading has a thread of its
 * own, since it may wait; what it finds is told on the loop thread.
 */
final class ShareArchive {
  private static final Logger LOG = LoggerFactory.getLogger(ShareArchive.class);

  /** Shares that are read from the journal at a time. */
  private static final int PAGE = 50;

  private final JobJournal journal;
  private final Consumer<Runnable> loop;

  /**
   * All shares of a batch.
   *
   * @param ended in the order in which they were begun
   * @param open those without an outcome
   */
  record Kept(List<ShareReport> ended, List<JobSpec> open) {}

  /**
   * @param loop runs something on the loop thread
   */
  ShareArchive(JobJournal journal, Consumer<Runnable> loop) {
    this.journal = journal;
    this.loop = loop;
  }

  /**
   * Reads how a share ended.
   *
   * @param unknown it is not over, or the journal does not say
   */
  void read(JobId share, Consumer<ShareReport> known, Runnable unknown) {
    inquire(
        () ->
            ShareReport.read(journal, share)
                .<Runnable>map(report -> () -> known.accept(report))
                .orElse(unknown),
        unknown);
  }

  /**
   * Reads everything about the shares of a batch.
   *
   * @param unknown the journal does not say
   */
  void readAll(JobId batch, Consumer<Kept> known, Runnable unknown) {
    inquire(
        () -> {
          Kept kept = readAll(batch);
          return () -> known.accept(kept);
        },
        unknown);
  }

  private void inquire(Inquiry inquiry, Runnable unknown) {
    Thread.ofVirtual()
        .name("grapevine-shares")
        .start(
            () -> {
              Runnable answer;
              try {
                answer = inquiry.answer();
              } catch (RuntimeException failure) {
                LOG.warn("the journal does not tell of shares; it is asked again", failure);
                answer = unknown;
              }
              loop.accept(answer);
            });
  }

  private Kept readAll(JobId batch) {
    List<ShareReport> ended = new ArrayList<>();
    List<JobSpec> open = new ArrayList<>();
    for (JobId share : sharesOf(journal, batch)) {
      ShareReport.read(journal, share)
          .ifPresentOrElse(ended::add, () -> open(share).ifPresent(open::add));
    }
    return new Kept(ended, open);
  }

  /** A share that is not over, with its items. */
  private Optional<JobSpec> open(JobId share) {
    Optional<JobSpec> spec = journal.find(share).map(Job::spec);
    return journal.payload(share).flatMap(items -> spec.map(bare -> bare.withPayload(items)));
  }

  /** The shares of a batch in the order in which they were begun. May wait for the journal. */
  static List<JobId> sharesOf(JobJournal journal, JobId batch) {
    List<JobId> shares = new ArrayList<>();
    JobId before = null;
    do {
      JobPage page =
          journal.list(
              new JobQuery(
                  null,
                  null,
                  Map.of(),
                  null,
                  null,
                  null,
                  before,
                  PAGE,
                  new JobQuery.Scope.SharesOf(batch)));
      page.jobs().forEach(job -> shares.add(job.id()));
      before = page.next();
    } while (before != null);
    return shares.reversed();
  }

  /** A look into the journal. */
  private interface Inquiry {
    /** What is to be done about what was found. */
    Runnable answer();
  }
}
