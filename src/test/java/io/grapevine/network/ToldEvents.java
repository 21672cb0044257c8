package io.grapevine.network;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.Announcement;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.SignedOutcome;
import io.grapevine.worker.WorkerEvent;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps what the streams of attempts tell a peer. */
final class ToldEvents implements NetworkEvents {
  final BlockingQueue<AuctionEvent> auctionEvents = new LinkedBlockingQueue<>();
  final BlockingQueue<WorkerEvent> workerEvents = new LinkedBlockingQueue<>();

  /** Called on the stream's thread before an auction is told. */
  volatile Runnable onTold = () -> {};

  AuctionEvent nextOfAuction() throws InterruptedException {
    return next(auctionEvents);
  }

  WorkerEvent nextOfWorker() throws InterruptedException {
    return next(workerEvents);
  }

  private static <T> T next(BlockingQueue<T> events) throws InterruptedException {
    T event = events.poll(10, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing was told in time");
    }
    return event;
  }

  @Override
  public boolean auctionEvent(JobId job, AuctionEvent event) {
    onTold.run();
    return auctionEvents.add(event);
  }

  @Override
  public boolean workerEvent(WorkerEvent event) {
    return workerEvents.add(event);
  }

  @Override
  public void offerHeard(Offer offer) {}

  @Override
  public void outcomesHeard(List<SignedOutcome> outcomes) {}

  @Override
  public void announcementHeard(Announcement announcement) {}
}
