package io.grapevine.coordination;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.BatchEvent;
import io.grapevine.auction.BatchPool;
import io.grapevine.auction.Ranking;
import io.grapevine.job.Bid;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Refusal;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the batches that are under way: cuts shares when there is a worker for them, has each
 * placed like any job, and gathers what became of the items. For the loop thread only, except where
 * it says otherwise; whatever reads the journal does so on a thread of its own and comes back.
 */
final class BatchHouse implements Timed {
  private static final Logger LOG = LoggerFactory.getLogger(BatchHouse.class);

  /** Shares of one batch that may be under way at once. */
  static final int SHARES_OPEN_MAX = 32;

  /** When to try again to begin a share for which there was no room, or to read a batch. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** Between two looks at a share whose end may not be heard of here. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final AuctionConfig config;
  private final Ranking ranking;
  private final PeerId self;
  private final ShareArchive archive;
  private final BatchConclusions conclusions;
  private final BatchSurroundings around;
  private final BatchHands hands;
  private final InstantSource clock;
  private final Map<JobId, LiveBatch> batches = new ConcurrentHashMap<>();
  private final Map<JobId, LiveBatch> byShare = new HashMap<>();
  private final Deadlines<JobId> deadlines = new Deadlines<>();

  BatchHouse(PeerSetup setup, JobChronicle chronicle, BatchSurroundings surroundings) {
    this.config = setup.auction();
    this.ranking = setup.ranking();
    this.self = setup.network().self();
    this.archive = new ShareArchive(setup.journal(), surroundings::later);
    this.clock = setup.clock();
    this.conclusions = new BatchConclusions(self, chronicle, clock);
    this.around = surroundings;
    this.hands = new BatchHands(setup.network(), surroundings);
  }

  /** A batch that is in the journal; it can be found from now on. For any thread. */
  void register(JobEvent.Submitted submitted) {
    enter(submitted);
  }

  /** Takes in a batch that was registered. Its time runs. */
  void admit(JobEvent.Submitted submitted) {
    conclusions.tell(submitted);
    find(submitted.job()).ifPresent(this::schedule);
  }

  /**
   * Takes in a batch from before a restart, with all that is known of its shares. Those that are
   * under way are resumed like any job.
   */
  void resume(JobEvent.Submitted submitted) {
    LiveBatch batch = enter(submitted);
    batch.awaitShares();
    readBack(batch);
  }

  /** It is the turn of a batch. */
  void open(JobId id) {
    LiveBatch batch = batches.get(id);
    if (batch != null) {
      batch.begin();
      goOn(batch);
    }
  }

  /** Whether this is a batch under way. For any thread. */
  boolean has(JobId id) {
    return batches.containsKey(id);
  }

  /** A batch under way. For any thread. */
  Optional<LiveBatch> find(JobId id) {
    return Optional.ofNullable(batches.get(id));
  }

  /** Something happened to the offer of a batch, or its client calls it off. */
  void handle(JobId id, AuctionEvent event) {
    LiveBatch batch = batches.get(id);
    if (batch == null || batch.isConcluded()) {
      return;
    }
    switch (event) {
      case AuctionEvent.OfferPublished(OfferId offer, int recipients, int capable) ->
          tell(batch, new BatchEvent.OfferPublished(offer, recipients, capable));
      case AuctionEvent.BidReceived(Bid bid) -> tell(batch, new BatchEvent.BidReceived(bid));
      case AuctionEvent.RefusalReceived(Refusal refusal) ->
          tell(batch, new BatchEvent.RefusalReceived(refusal));
      case AuctionEvent.CancelRequested(String reason) -> cancel(batch, reason);
      default -> LOG.debug("batch {} hears {}, which is nothing to it", id, event);
    }
  }

  // What the auctions of shares want; false if it is about no share that is known here.

  boolean asked(Offer offer) {
    LiveBatch batch = byShare.get(offer.id().job());
    if (batch == null) {
      return false;
    }
    batch.opened(offer.id().job());
    tell(batch, new BatchEvent.Asked(offer.id()));
    return true;
  }

  boolean awarded(AuctionEffect.Dial award) {
    return tellAbout(award.attempt().job(), new BatchEvent.Awarded(award));
  }

  boolean turnedDown(PeerId worker, OfferId ask) {
    return tellAbout(ask.job(), new BatchEvent.TurnedDown(ask, worker));
  }

  /** A job is over; it may be a share. */
  void shareOver(JobId share) {
    LiveBatch batch = byShare.get(share);
    if (batch != null) {
      readReport(batch, share);
    }
  }

  /** Lets go of all batches, which stay in the journal for whoever takes them up. */
  List<JobSpec> leaveAll() {
    List<JobSpec> left = new ArrayList<>();
    for (LiveBatch batch : List.copyOf(batches.values())) {
      if (batch.conclude()) {
        left.add(batch.spec());
        batches.remove(batch.id());
        byShare.values().removeIf(batch::equals);
        deadlines.set(batch.id(), Optional.empty());
        batch.finished().complete();
        around.over(batch.spec());
      }
    }
    return left;
  }

  /** Calls off every batch; for the end of a process whose jobs end with it. */
  void callOffAll(String reason) {
    List.copyOf(batches.values()).forEach(batch -> cancel(batch, reason));
  }

  @Override
  public Optional<Instant> nextDeadline() {
    return deadlines.earliest();
  }

  @Override
  public void deadlineReached(Instant now) {
    for (JobId id : deadlines.due(now)) {
      LiveBatch batch = batches.get(id);
      if (batch != null && batch.awaitsShares()) {
        readBack(batch);
      } else if (batch != null) {
        deadlineReached(batch, now);
      }
    }
  }

  private void deadlineReached(LiveBatch batch, Instant now) {
    if (!now.isBefore(batch.deadline())) {
      expire(batch);
    }
    batch.watched(now).forEach(share -> readReport(batch, share));
    tell(batch, new BatchEvent.DeadlineReached());
  }

  private LiveBatch enter(JobEvent.Submitted submitted) {
    JobSpec spec = submitted.spec();
    BatchPool pool =
        new BatchPool(
            spec,
            self,
            submitted.at().plus(spec.timeout()),
            config,
            ranking,
            0,
            BatchQueue.BYTES_MAX);
    LiveBatch batch = new LiveBatch(submitted, pool);
    batches.put(batch.id(), batch);
    return batch;
  }

  private boolean tellAbout(JobId share, BatchEvent event) {
    LiveBatch batch = byShare.get(share);
    if (batch != null) {
      tell(batch, event);
    }
    return batch != null;
  }

  private void tell(LiveBatch batch, BatchEvent event) {
    hands.carryOut(batch, batch.pool().handle(event, clock.instant()));
    goOn(batch);
  }

  /** Begins what shares can be begun, says what units are wanted, and ends what is at its end. */
  private void goOn(LiveBatch batch) {
    if (batch.isConcluded() || batch.awaitsShares()) {
      return;
    }
    Instant now = clock.instant();
    while (batch.mayBeginAnother(batch.pool().idleUnits(), SHARES_OPEN_MAX, now)) {
      begin(batch);
    }
    int wanted = batch.unitsWanted(batch.pool().idleUnits(), SHARES_OPEN_MAX);
    hands.carryOut(batch, batch.pool().handle(new BatchEvent.Wanted(wanted), now));
    batch.end().ifPresentOrElse(status -> conclude(batch, status), () -> schedule(batch));
  }

  private void begin(LiveBatch batch) {
    JobSpec share = batch.begin(around.nextId(), batch.pool().idleUnits(), clock.instant());
    byShare.put(share.id(), batch);
    hands.admit(share, batch.id(), admitted -> begun(batch, share.id(), admitted));
  }

  private void begun(LiveBatch batch, JobId share, boolean admitted) {
    if (!admitted) {
      byShare.remove(share, batch);
      batch.giveBack(share);
      batch.pauseUntil(clock.instant().plus(RETRY));
      goOn(batch);
    } else if (batch.isEnding()) {
      around.tell(share, new AuctionEvent.CancelRequested(batch.failure().detail()));
    }
  }

  private void readReport(LiveBatch batch, JobId share) {
    archive.read(
        share,
        report -> settle(batch, report),
        () -> {
          batch.watch(share, clock.instant().plus(LOOK));
          goOn(batch);
        });
  }

  private void settle(LiveBatch batch, ShareReport report) {
    byShare.remove(report.share(), batch);
    if (!batch.isConcluded() && batch.settle(report, false)) {
      tell(batch, new BatchEvent.ShareOver(report.share(), report.failure() == null));
    }
  }

  private void readBack(LiveBatch batch) {
    archive.readAll(
        batch.id(),
        kept -> rebuild(batch, kept),
        () -> deadlines.set(batch.id(), Optional.of(clock.instant().plus(RETRY))));
  }

  private void rebuild(LiveBatch batch, ShareArchive.Kept kept) {
    if (batch.isConcluded()) {
      return;
    }
    batch.restore(kept.ended());
    for (JobSpec share : kept.open()) {
      batch.adopt(share);
      byShare.put(share.id(), batch);
      // It may have ended meanwhile, when nobody here knew it, or be with another requester.
      readReport(batch, share.id());
      if (batch.isEnding()) {
        hands.callOff(share.id(), batch.failure().detail());
      }
    }
    batch.begin();
    goOn(batch);
  }

  private void cancel(LiveBatch batch, String reason) {
    batch.end(JobStatus.CANCELLED, Failure.permanent(FailureCode.CANCELLED, reason));
    List.copyOf(batch.shares()).forEach(share -> hands.callOff(share, reason));
    batch.begin();
    goOn(batch);
  }

  /** Its shares end by themselves, since their time is that of the batch. */
  private void expire(LiveBatch batch) {
    batch.end(
        JobStatus.EXPIRED,
        Failure.permanent(FailureCode.DEADLINE_EXCEEDED, "The time of the batch ran out."));
    batch.begin();
  }

  private void conclude(LiveBatch batch, JobStatus status) {
    if (!batch.conclude()) {
      return;
    }
    deadlines.set(batch.id(), Optional.empty());
    conclusions.write(
        batch,
        status,
        () -> {
          batches.remove(batch.id());
          batch.finished().complete();
          around.over(batch.spec());
        });
  }

  private void schedule(LiveBatch batch) {
    Instant next = batch.nextDeadline(clock.instant());
    deadlines.set(batch.id(), Optional.of(next).filter(at -> at.isBefore(Instant.MAX)));
  }
}
