package io.grapevine.coordination;

import io.grapevine.auction.BatchPool;
import io.grapevine.job.BatchFigures;
import io.grapevine.job.BatchItem;
import io.grapevine.job.Bytes;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.ShareContent;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A batch under way. For the loop thread only, except for its figures and its finished shares. */
final class LiveBatch {
  /** Slots that are reckoned with before it is known how many there are. */
  private static final int SLOTS_GUESSED = 4;

  private final JobSpec spec;
  private final Instant deadline;
  private final BatchPool pool;
  private final int items;
  private final BatchTally tally;
  private final BatchQueue queue;
  private final FinishedShares finished = new FinishedShares();

  /** Shares that are not over, with their items. */
  private final Map<JobId, OpenShare> open = new LinkedHashMap<>();

  /** Those of them that are not in the hands of their auction yet. */
  private final Set<JobId> opening = new LinkedHashSet<>();

  /** Those whose end this peer may not hear of; the journal is asked for it now and then. */
  private final Set<JobId> watched = new LinkedHashSet<>();

  private final Set<PeerId> workers = new HashSet<>();
  private boolean awaitsShares;
  private boolean begun;
  private boolean concluded;
  private Instant pausedUntil = Instant.MIN;
  private Instant looksAt = Instant.MAX;
  private @Nullable Failure ending;
  private JobStatus endStatus = JobStatus.FAILED;
  private volatile BatchFigures figures;

  /** A share under way, as a job and as items. */
  private record OpenShare(JobSpec spec, List<BatchItem> items) {}

  LiveBatch(JobEvent.Submitted submitted, BatchPool pool) {
    this.spec = submitted.spec();
    this.deadline = submitted.at().plus(spec.timeout());
    this.pool = pool;
    List<Bytes> payloads = ShareContent.items(spec.payload());
    this.items = payloads.size();
    this.tally = new BatchTally(spec, items);
    this.queue = new BatchQueue(payloads, tally);
    this.figures = new BatchFigures(items, 0, 0, 0, 0, 0);
  }

  JobSpec spec() {
    return spec;
  }

  JobId id() {
    return spec.id();
  }

  BatchPool pool() {
    return pool;
  }

  Instant deadline() {
    return deadline;
  }

  BatchFigures figures() {
    return figures;
  }

  FinishedShares finished() {
    return finished;
  }

  /** It is the turn of this batch: shares may be begun. */
  void begin() {
    begun = true;
  }

  boolean isBegun() {
    return begun;
  }

  Set<JobId> shares() {
    return open.keySet();
  }

  /** The job that such a share is; empty if it is over. */
  Optional<JobSpec> share(JobId share) {
    return Optional.ofNullable(open.get(share)).map(OpenShare::spec);
  }

  /** No share is begun before this instant. */
  void pauseUntil(Instant instant) {
    pausedUntil = instant;
  }

  /** When something is to be looked at again, whatever happens. */
  Instant nextDeadline(Instant now) {
    Instant own = ending == null ? deadline : Instant.MAX;
    Instant others = pool.nextDeadline().orElse(Instant.MAX);
    Instant first = own.isBefore(others) ? own : others;
    Instant next = looksAt.isBefore(first) ? looksAt : first;
    return pausedUntil.isAfter(now) && pausedUntil.isBefore(next) ? pausedUntil : next;
  }

  /** Whether another share may be begun now, given so many units that nobody asks for. */
  boolean mayBeginAnother(int idleUnits, int sharesMax, Instant now) {
    return begun
        && ending == null
        && now.isBefore(deadline)
        && !now.isBefore(pausedUntil)
        && queue.size() > 0
        && open.size() < sharesMax
        && (open.isEmpty() || idleUnits > opening.size());
  }

  /** How many units could be used beside those of the auctions that ask for one. */
  int unitsWanted(int idleUnits, int sharesMax) {
    if (!begun || ending != null) {
      return 0;
    }
    int toCome =
        queue.size() == 0 ? 0 : Math.ceilDiv(queue.size(), queue.nextShare(slots(idleUnits)));
    return opening.size() + Math.min(sharesMax - open.size(), toCome);
  }

  /** Cuts the next share, as a job whose time is what is left of the batch's. */
  JobSpec begin(JobId share, int idleUnits, Instant now) {
    List<BatchItem> cut = queue.cut(slots(idleUnits));
    JobSpec job =
        new JobSpec(
            share,
            spec.type(),
            ShareContent.encode(cut),
            Duration.between(now, deadline),
            spec.labels(),
            attemptsLeft(cut),
            spec.delivery(),
            spec.preferences(),
            spec.id());
    open.put(share, new OpenShare(job, cut));
    opening.add(share);
    refresh();
    return job;
  }

  /** The share has its auction. */
  void opened(JobId share) {
    opening.remove(share);
  }

  /** There was no room for the share: its items wait again. */
  void giveBack(JobId share) {
    opening.remove(share);
    OpenShare cut = open.remove(share);
    if (cut != null && ending == null) {
      queue.giveBack(cut.items());
    }
    refresh();
  }

  /** A share that is under way already, from before a restart. */
  void adopt(JobSpec share) {
    List<BatchItem> cut = ShareContent.decode(share.payload());
    queue.remove(cut);
    open.put(share.id(), new OpenShare(share, cut));
    refresh();
  }

  /** A share is over; false if that is known. */
  boolean settle(ShareReport report, boolean known) {
    opening.remove(report.share());
    if (open.remove(report.share()) == null && !known) {
      return false;
    }
    report.settle(tally);
    if (report.failure() == null) {
      queue.learn(report.done(), report.items().size());
    }
    if (report.worker() != null) {
      workers.add(report.worker());
    }
    finished.add(report.share());
    if (ending == null && !known) {
      queue.giveBack(report.items());
    }
    if (report.isRefused() && open.isEmpty() && workers.isEmpty()) {
      end(JobStatus.REFUSED, report.failure());
    }
    refresh();
    return true;
  }

  /** It is from before a restart, and what it has of shares must be read before it goes on. */
  void awaitShares() {
    awaitsShares = true;
  }

  boolean awaitsShares() {
    return awaitsShares;
  }

  /** Takes in the shares that are over; what they leave unsettled waits. */
  void restore(List<ShareReport> ended) {
    awaitsShares = false;
    ended.forEach(report -> settle(report, true));
    queue.restore();
  }

  /** The journal is to be asked at this instant whether the share is over. */
  void watch(JobId share, Instant at) {
    if (open.containsKey(share)) {
      watched.add(share);
      looksAt = at.isBefore(looksAt) ? at : looksAt;
    }
  }

  /** Shares for which the journal is to be asked now. */
  List<JobId> watched(Instant now) {
    if (now.isBefore(looksAt)) {
      return List.of();
    }
    looksAt = Instant.MAX;
    List<JobId> due = watched.stream().filter(open::containsKey).toList();
    watched.clear();
    return due;
  }

  /** No further share is begun; what is under way is waited for. */
  void end(JobStatus status, @Nullable Failure why) {
    if (ending == null && why != null) {
      ending = why;
      endStatus = status;
      queue.clear();
    }
  }

  boolean isEnding() {
    return ending != null;
  }

  /** Its end is being written down; false if it was before. */
  boolean conclude() {
    boolean first = !concluded;
    concluded = true;
    return first;
  }

  boolean isConcluded() {
    return concluded;
  }

  /** How it ended, once it has; nothing changes any more then. */
  Optional<JobStatus> end() {
    if (!open.isEmpty() || !begun) {
      return Optional.empty();
    }
    if (ending != null) {
      tally.abandon(ending);
      refresh();
    }
    if (!tally.isComplete()) {
      return Optional.empty();
    }
    return Optional.of(tally.failed() == 0 ? JobStatus.SUCCEEDED : endStatus);
  }

  /** Why it did not succeed. */
  Failure failure() {
    return ending != null
        ? ending
        : Failure.permanent(
            FailureCode.WORK_FAILED,
            "%d of %d items failed; their results say why.".formatted(tally.failed(), items));
  }

  /** What may run once is bounded by that, and a worker that cannot be reached is no start. */
  private int attemptsLeft(List<BatchItem> share) {
    return spec.delivery() == Delivery.AT_MOST_ONCE
        ? spec.maxAttempts()
        : tally.attemptsLeft(share.getFirst().number());
  }

  private int slots(int idleUnits) {
    return Math.max(SLOTS_GUESSED, open.size() + idleUnits - opening.size());
  }

  private void refresh() {
    int running = open.values().stream().mapToInt(share -> share.items().size()).sum();
    figures =
        new BatchFigures(
            items,
            running,
            tally.succeeded(),
            tally.failed(),
            finished.count() + open.size(),
            workers.size());
  }
}
