package io.grapevine.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.ReservationId;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.FakeCoordinationService.Peers;
import java.time.Duration;
import java.time.Instant;

/** Lets jobs of the fake service go through typical stories. */
public final class JobStories {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private JobStories() {}

  public static Bid bid(Job job, int worker, int running) {
    return new Bid(
        new OfferId(job.id(), 1),
        Peers.numbered(worker),
        ReservationId.NONE,
        new Load(running, 1, 0, 4, 0.5, 0.25),
        Duration.ofSeconds(5));
  }

  /** Two bids, one refusal, and the first bidder has the job. */
  public static void start(FakeCoordinationService service, Job job) {
    OfferId offer = new OfferId(job.id(), 1);
    service.happens(new JobEvent.OfferAnnounced(job.id(), NOW, 1, 3));
    service.happens(new JobEvent.BidPlaced(job.id(), NOW, bid(job, 1, 0)));
    service.happens(new JobEvent.BidPlaced(job.id(), NOW, bid(job, 2, 1)));
    service.happens(
        new JobEvent.BidRefused(
            job.id(),
            NOW,
            new Refusal(offer, Peers.numbered(3), RefusalReason.BUSY, "all slots are taken")));
    award(service, job, 1);
  }

  public static void award(FakeCoordinationService service, Job job, int worker) {
    AttemptId attempt = new AttemptId(job.id(), worker);
    PeerId peer = Peers.numbered(worker);
    service.happens(
        new JobEvent.Awarded(
            job.id(), NOW, attempt, new OfferId(job.id(), 1), peer, ReservationId.NONE));
    service.happens(new JobEvent.AttemptStarted(job.id(), NOW, attempt));
  }

  public static void failOver(FakeCoordinationService service, Job job) {
    service.happens(
        new JobEvent.AttemptEnded(
            job.id(),
            NOW,
            new AttemptId(job.id(), 1),
            AttemptEnd.CONNECTION_LOST,
            "connection reset"));
    award(service, job, 2);
  }

  public static void succeed(
      FakeCoordinationService service, Job job, String mediaType, String result) {
    start(service, job);
    deliver(service, job, 1, mediaType, result);
  }

  public static void deliver(
      FakeCoordinationService service, Job job, int worker, String mediaType, String result) {
    Content content = Content.of(mediaType, result.getBytes(UTF_8));
    AttemptId attempt = new AttemptId(job.id(), worker);
    service.deliver(job.id(), content);
    service.happens(new JobEvent.AttemptEnded(job.id(), NOW, attempt, AttemptEnd.SUCCEEDED, ""));
    service.happens(
        new JobEvent.Concluded(job.id(), NOW, succeeded(job, attempt, worker, content)));
  }

  public static Outcome succeeded(Job job, AttemptId attempt, int worker, Content content) {
    PeerId peer = Peers.numbered(worker);
    Receipt receipt =
        new Receipt(
            attempt,
            Peers.SELF,
            peer,
            content.digest(),
            new Usage(Duration.ofMillis(12), job.spec().payload().size(), content.size()),
            Bytes.wrap(new byte[] {1, 2, 3}));
    return new Outcome(
        job.id(),
        job.spec().type(),
        JobStatus.SUCCEEDED,
        Peers.SELF,
        peer,
        worker,
        1,
        null,
        receipt);
  }

  /** Nobody came. */
  public static void fail(FakeCoordinationService service, Job job) {
    service.happens(new JobEvent.Concluded(job.id(), NOW, refused(job)));
  }

  public static Outcome refused(Job job) {
    return new Outcome(
        job.id(),
        job.spec().type(),
        JobStatus.REFUSED,
        Peers.SELF,
        null,
        0,
        1,
        Failure.transientFailure(FailureCode.NO_WORKERS, "start a worker"),
        null);
  }
}
