package io.grapevine.coordination;

import static io.grapevine.testing.JobSamples.reservation;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.auction.LeastLoadedRanking;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.Load;
import io.grapevine.job.Offer;
import io.grapevine.job.Receipt;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import io.grapevine.worker.WorkerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A real peer between a fake network and a fake runner. */
final class PeerBench implements AutoCloseable {
  final FakeNetwork network = new FakeNetwork();
  final FakeRunner runner = new FakeRunner();
  final PeerCoordination peer;

  PeerBench() {
    this(bounds(1_000, Duration.ofSeconds(3)), setup -> setup);
  }

  PeerBench(CoordinationConfig bounds, UnaryOperator<PeerSetup> change) {
    PeerSetup setup =
        PeerSetup.requester(
                network,
                new InMemoryJobJournal(100, 1 << 20),
                new NoCatalog(),
                new LeastLoadedRanking())
            .working(WorkerConfig.defaults(2, Map.of(Samples.ECHO, 2)), runner)
            .bounded(AuctionConfig.defaults(), bounds)
            .measured(() -> new LoadProbe.Sample(0.5, 0.5))
            .ticking(new MonotonicClock(), Randomised.ofSeed(1));
    peer = PeerCoordination.start(change.apply(setup));
  }

  static CoordinationConfig bounds(int activeJobsMax, Duration drainLimit) {
    return bounds(activeJobsMax, 0, ClientLimits.defaults(), drainLimit);
  }

  static CoordinationConfig bounds(int activeJobsMax, int mailboxCapacity, Duration drainLimit) {
    return bounds(activeJobsMax, 0, ClientLimits.defaults(), mailboxCapacity, drainLimit);
  }

  static CoordinationConfig bounds(
      int activeJobsMax, int queueMax, ClientLimits clients, Duration drainLimit) {
    int capacity = CoordinationConfig.defaults().mailboxCapacity();
    return bounds(activeJobsMax, queueMax, clients, capacity, drainLimit);
  }

  private static CoordinationConfig bounds(
      int activeJobsMax,
      int queueMax,
      ClientLimits clients,
      int mailboxCapacity,
      Duration drainLimit) {
    CoordinationConfig d = CoordinationConfig.defaults();
    JobQueueLimits q = d.queue();
    return new CoordinationConfig(
        d.defaultTimeout(),
        d.maxTimeout(),
        d.defaultAttempts(),
        d.maxAttempts(),
        d.payloadSizeMax(),
        new JobQueueLimits(
            activeJobsMax, q.activeBytesMax(), queueMax, q.queueBytesMax(), q.retryAfter()),
        clients,
        mailboxCapacity,
        d.announceInterval(),
        d.directorySize(),
        d.directoryTimeToLive(),
        d.outcomesKept(),
        drainLimit);
  }

  Job submit(String text) {
    Submission answer = peer.submit(Samples.request(text));
    if (answer instanceof Submission.Accepted accepted) {
      return accepted.job();
    }
    throw new AssertionError("not accepted: " + answer);
  }

  /** Lets one worker bid for the job. */
  void bidFrom(PeerId worker, Job job) {
    bidFor(worker, network.sent(Offer.class, any -> any.id().job().equals(job.id())));
  }

  /** Lets one worker bid for an offer. */
  void bidFor(PeerId worker, Offer offer) {
    JobId job = offer.id().job();
    tell(job, new AuctionEvent.OfferPublished(offer.id(), 1, 1));
    tell(job, new AuctionEvent.BidReceived(bid(worker, offer)));
  }

  /** Lets one worker bid for the job, and waits until it is dialled. */
  AuctionEffect.Dial awardTo(PeerId worker, Job job) {
    bidFrom(worker, job);
    return network.sent(
        AuctionEffect.Dial.class,
        dial -> dial.attempt().job().equals(job.id()) && dial.worker().equals(worker));
  }

  void tell(Job job, AuctionEvent event) {
    tell(job.id(), event);
  }

  private void tell(JobId job, AuctionEvent event) {
    assertThat(network.events().auctionEvent(job, event)).isTrue();
  }

  /** Lets the worker of an attempt deliver. */
  void deliver(Job job, AuctionEffect.Dial dial, Content result) {
    AttemptId attempt = dial.attempt();
    Receipt receipt =
        new Receipt(
            attempt,
            Samples.SELF,
            dial.worker(),
            result.digest(),
            new Usage(Duration.ofMillis(1), 5, result.size()),
            Bytes.wrap(new byte[] {3}));
    tell(job, new AuctionEvent.ResultReceived(attempt, result, receipt));
  }

  static Bid bid(PeerId worker, Offer offer) {
    return new Bid(
        offer.id(), worker, reservation(1), new Load(0, 1, 0, 4, 0, 0), Duration.ofSeconds(3));
  }

  @Override
  public void close() {
    peer.close();
  }

  /** Knows no types and lets every payload pass, except one. */
  private static final class NoCatalog implements WorkCatalog {
    @Override
    public List<WorkTypeDescription> all() {
      return List.of();
    }

    @Override
    public Optional<WorkTypeDescription> find(WorkType type) {
      return Optional.empty();
    }

    @Override
    public List<PayloadError> check(WorkType type, Content payload) {
      return payload.equals(Samples.content("unsound"))
          ? List.of(new PayloadError("/text", "is unsound"))
          : List.of();
    }
  }
}
