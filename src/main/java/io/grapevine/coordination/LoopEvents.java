package io.grapevine.coordination;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.Announcement;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import io.grapevine.worker.WorkerEvent;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiConsumer;

/** Brings what the network tells to the loop thread, or to the stores that need no loop. */
final class LoopEvents implements NetworkEvents {
  private final CoordinationLoop loop;
  private final BiConsumer<JobId, AuctionEvent> auctions;
  private final WorkBench bench;
  private final OutcomeLedger ledger;
  private final PeerDirectory directory;
  private final InstantSource clock;
  private final CoordinationListener listener;

  LoopEvents(
      CoordinationLoop loop,
      BiConsumer<JobId, AuctionEvent> auctions,
      WorkBench bench,
      OutcomeLedger ledger,
      PeerDirectory directory,
      InstantSource clock,
      CoordinationListener listener) {
    this.loop = loop;
    this.auctions = auctions;
    this.bench = bench;
    this.ledger = ledger;
    this.directory = directory;
    this.clock = clock;
    this.listener = listener;
  }

  @Override
  public void offerHeard(Offer offer) {
    post(Lane.GOSSIP, "OfferHeard", () -> bench.hear(offer));
  }

  @Override
  public boolean auctionEvent(JobId job, AuctionEvent event) {
    return post(lane(event), event.getClass().getSimpleName(), () -> auctions.accept(job, event));
  }

  @Override
  public boolean workerEvent(WorkerEvent event) {
    Lane lane = event instanceof WorkerEvent.BidRejected ? Lane.GOSSIP : Lane.ATTEMPTS;
    return post(lane, event.getClass().getSimpleName(), () -> bench.handle(event));
  }

  @Override
  public void outcomesHeard(List<SignedOutcome> envelope) {
    ledger.append(envelope, clock.instant());
  }

  /** Tells the listener of outcomes that are new. */
  void appended(List<LedgerEntry> entries) {
    post(
        Lane.GOSSIP,
        "OutcomesHeard",
        () -> entries.forEach(entry -> outcomeHeard(entry.signed().outcome())));
  }

  private void outcomeHeard(Outcome outcome) {
    bench.hear(outcome);
    listener.outcomeHeard(outcome);
  }

  @Override
  public void announcementHeard(Announcement announcement) {
    directory.heard(announcement, clock.instant());
  }

  private boolean post(Lane lane, String kind, Runnable entry) {
    boolean taken = loop.post(lane, entry);
    if (!taken) {
      listener.eventDropped(kind);
    }
    return taken;
  }

  private static Lane lane(AuctionEvent event) {
    return switch (event) {
      case AuctionEvent.BidReceived _, AuctionEvent.RefusalReceived _ -> Lane.GOSSIP;
      case AuctionEvent.OfferPublished _ -> Lane.COMMANDS;
      case AuctionEvent.Opened _,
          AuctionEvent.Resumed _,
          AuctionEvent.AwardConfirmed _,
          AuctionEvent.AwardDeclined _,
          AuctionEvent.DialFailed _,
          AuctionEvent.HeartbeatReceived _,
          AuctionEvent.ResultReceived _,
          AuctionEvent.InvalidResultReceived _,
          AuctionEvent.WorkFailed _,
          AuctionEvent.ConnectionLost _,
          AuctionEvent.CancelRequested _,
          AuctionEvent.DeadlineReached _ ->
          Lane.ATTEMPTS;
    };
  }
}
