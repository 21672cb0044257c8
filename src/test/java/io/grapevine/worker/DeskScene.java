package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.usage;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Progress;
import io.grapevine.job.Requirements;
import io.grapevine.job.ReservationId;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A desk in virtual time, with a word for everything that can happen to it. Jobs, rounds, attempts
 * and requesters are numbers; requester 100 is the one that is meant where none is named. What the
 * desk does is told in one short line per effect.
 */
final class DeskScene {
  static final int REQUESTER = 100;
  static final WorkType SCRAPE = new WorkType("web-scrape");
  static final Duration LEASE = Duration.ofSeconds(6);
  static final Duration TIME_LEFT = Duration.ofSeconds(30);
  static final Content PAYLOAD = content("payload");
  static final Content RESULT = content("result");

  static final Duration PAUSE = Duration.ofMillis(10);

  final WorkerDesk desk;
  final WorkerConfig config;
  Instant now = START;

  /** What the desk last promised for an offer. */
  private final Map<Bidden, ReservationId> reservations = new LinkedHashMap<>();

  /** The attempts that were awarded. */
  private final Map<Named, Assignment> awarded = new LinkedHashMap<>();

  private List<WorkerEffect> last = List.of();

  DeskScene(WorkerConfig config) {
    this(config, 1);
  }

  /** The worker in this life of it. */
  DeskScene(WorkerConfig config, int life) {
    this.config = config;
    desk = new WorkerDesk(peer(1), config, Randomised.ofSeed(life));
  }

  private record Bidden(PeerId requester, OfferId offer) {}

  private record Named(PeerId requester, AttemptId attempt) {}

  /** So many slots, of which one may scrape. */
  static DeskScene withSlots(int slots) {
    return new DeskScene(WorkerConfig.defaults(slots, Map.of(ECHO, slots, SCRAPE, 1)));
  }

  /** One slot and so many places in the queue, at which attempt 1 of job 1 runs. */
  static DeskScene withQueue(int places) {
    return new DeskScene(WorkerConfig.defaults(1, Map.of(ECHO, 1, SCRAPE, 1)).withQueue(places))
        .offer(1, 1)
        .award(1, 1, 1)
        .payload(1, 1);
  }

  /** A desk of one slot at which attempt 1 of job 1 runs, and that waits before it answers. */
  static DeskScene busy() {
    return busy(0);
  }

  /** The same with so many places in the queue. */
  static DeskScene busy(int places) {
    WorkerConfig config = WorkerConfig.defaults(1, Map.of(ECHO, 1, SCRAPE, 1));
    return new DeskScene(config.withBusyPause(PAUSE).withQueue(places))
        .offer(1, 1)
        .award(1, 1, 1)
        .payload(1, 1);
  }

  /** A desk of one slot, at which attempt 1 of job 1 runs. */
  static DeskScene running() {
    return withSlots(1).offer(1, 1).award(1, 1, 1).payload(1, 1);
  }

  DeskScene tell(WorkerEvent event) {
    last = desk.handle(event, now);
    for (WorkerEffect effect : last) {
      if (effect instanceof WorkerEffect.SendBid(PeerId requester, Bid bid)) {
        reservations.put(new Bidden(requester, bid.offer()), bid.reservation());
      }
    }
    return this;
  }

  DeskScene offer(int job, int round) {
    return offer(REQUESTER, job, round, ECHO);
  }

  DeskScene offer(int requester, int job, int round, WorkType type) {
    return offer(requester, job, round, type, PAYLOAD.size(), Offer.SAMPLE_ALL);
  }

  DeskScene offer(int requester, int job, int round, WorkType type, long size, int rate) {
    Offer offer =
        new Offer(
            new OfferId(job(job), round),
            type,
            peer(requester),
            size,
            PAYLOAD.digest(),
            Duration.ofSeconds(1),
            TIME_LEFT,
            rate);
    return tell(new WorkerEvent.OfferHeard(offer, 0.5, Double.NaN));
  }

  /** So many peers could do the work. */
  DeskScene offerAmong(int capable, int job) {
    return tell(new WorkerEvent.OfferHeard(plain(job, Requirements.NONE), 0.5, 0, capable));
  }

  DeskScene offer(int job, Requirements requirements) {
    return tell(new WorkerEvent.OfferHeard(plain(job, requirements), 0.5, 0));
  }

  static Offer plain(int job, Requirements requirements) {
    return new Offer(
        new OfferId(job(job), 1),
        ECHO,
        peer(REQUESTER),
        PAYLOAD.size(),
        PAYLOAD.digest(),
        Duration.ofSeconds(1),
        TIME_LEFT,
        Offer.SAMPLE_ALL,
        requirements,
        1);
  }

  DeskScene closed(int job) {
    return tell(new WorkerEvent.JobClosed(peer(REQUESTER), job(job)));
  }

  /** An offer of the batch for so many of its shares. */
  DeskScene batch(int batch, int round, int units) {
    return tell(
        new WorkerEvent.OfferHeard(
            new Offer(
                new OfferId(job(batch), round),
                ECHO,
                peer(REQUESTER),
                1_000,
                RESULT.digest(),
                Duration.ofSeconds(1),
                TIME_LEFT,
                Offer.SAMPLE_ALL,
                Requirements.NONE,
                units),
            0.5,
            0));
  }

  /** A share is awarded on the bid for its batch. */
  DeskScene share(int batch, int share) {
    return tell(award(REQUESTER, share, 1, batch, 1, ECHO, LEASE, TIME_LEFT));
  }

  DeskScene rejected(int job, int round) {
    return tell(new WorkerEvent.BidRejected(peer(REQUESTER), reservation(REQUESTER, job, round)));
  }

  DeskScene award(int job, int round, int attempt) {
    return award(job, round, attempt, ECHO, LEASE, TIME_LEFT);
  }

  DeskScene award(
      int job, int round, int attempt, WorkType type, Duration lease, Duration timeLeft) {
    return tell(award(REQUESTER, job, attempt, job, round, type, lease, timeLeft));
  }

  /** Of any requester. */
  DeskScene awarded(int requester, int job, int attempt) {
    return tell(award(requester, job, attempt, job, 1, ECHO, LEASE, TIME_LEFT));
  }

  private WorkerEvent.AwardReceived award(
      int requester,
      int job,
      int attempt,
      int offered,
      int round,
      WorkType type,
      Duration lease,
      Duration timeLeft) {
    AttemptId id = new AttemptId(job(job), attempt);
    ReservationId reservation = reservation(requester, offered, round);
    Assignment assignment = new Assignment(peer(requester), id, reservation);
    awarded.put(new Named(peer(requester), id), assignment);
    return award(assignment, type, timeLeft, lease);
  }

  /** An award of what was bid here, or in another life of this worker. */
  static WorkerEvent.AwardReceived award(
      Assignment assignment, WorkType type, Duration timeLeft, Duration lease) {
    return new WorkerEvent.AwardReceived(
        assignment, type, PAYLOAD.size(), PAYLOAD.digest(), timeLeft, lease);
  }

  /** The name of what the desk bid for the offer; of nothing if it did not. */
  ReservationId reservation(int requester, int job, int round) {
    Bidden bidden = new Bidden(peer(requester), new OfferId(job(job), round));
    return reservations.getOrDefault(bidden, ReservationId.NONE);
  }

  /** Job so and so of another requester is offered, awarded and paid. */
  DeskScene enqueue(int requester, int job) {
    offer(requester, job, 1, ECHO).awarded(requester, job, job);
    return tell(new WorkerEvent.PayloadReceived(assignment(requester, job, job), PAYLOAD));
  }

  DeskScene payload(int job, int attempt) {
    return payload(job, attempt, PAYLOAD);
  }

  DeskScene payload(int job, int attempt, Content payload) {
    return tell(new WorkerEvent.PayloadReceived(assignment(job, attempt), payload));
  }

  DeskScene progress(int job, int attempt, int percent) {
    return tell(new WorkerEvent.ProgressMade(assignment(job, attempt), new Progress(percent, "")));
  }

  DeskScene completed(int job, int attempt) {
    return tell(new WorkerEvent.RunCompleted(assignment(job, attempt), RESULT, usage(RESULT)));
  }

  DeskScene failed(int job, int attempt) {
    Failure failure = Failure.transientFailure(FailureCode.WORK_FAILED, "it broke");
    return tell(new WorkerEvent.RunFailed(assignment(job, attempt), failure));
  }

  DeskScene cancelled(int job, int attempt) {
    return tell(new WorkerEvent.CancelReceived(assignment(job, attempt)));
  }

  DeskScene lost(int job, int attempt) {
    return tell(new WorkerEvent.RequesterLost(assignment(job, attempt)));
  }

  DeskScene acknowledged(int job, int attempt) {
    return tell(new WorkerEvent.ResultAcknowledged(assignment(job, attempt)));
  }

  DeskScene drain() {
    return tell(new WorkerEvent.DrainRequested());
  }

  DeskScene stop() {
    return tell(new WorkerEvent.HandBackRequested());
  }

  /** Time passes, and the timer goes off. */
  DeskScene after(Duration wait) {
    now = now.plus(wait);
    return tell(new WorkerEvent.DeadlineReached());
  }

  /** The timer goes off at the instant for which it was set. */
  DeskScene whenDue() {
    now = desk.nextDeadline().orElseThrow();
    return tell(new WorkerEvent.DeadlineReached());
  }

  /** As it was awarded last. */
  Assignment assignment(int job, int attempt) {
    return assignment(REQUESTER, job, attempt);
  }

  Assignment assignment(int requester, int job, int attempt) {
    AttemptId id = new AttemptId(job(job), attempt);
    return awarded.getOrDefault(
        new Named(peer(requester), id), new Assignment(peer(requester), id, ReservationId.NONE));
  }

  /** One of an earlier life of the worker. */
  static Assignment former(int job, int attempt) {
    return new Assignment(peer(REQUESTER), new AttemptId(job(job), attempt), ReservationId.NONE);
  }

  /** The bid that the latest event brought about. */
  Bid bid() {
    return last.stream()
        .filter(WorkerEffect.SendBid.class::isInstance)
        .map(effect -> ((WorkerEffect.SendBid) effect).bid())
        .findFirst()
        .orElseThrow();
  }

  /** What the latest event brought about, reports apart. */
  List<String> told() {
    return last.stream()
        .filter(effect -> !(effect instanceof WorkerEffect.Report))
        .map(DeskScene::line)
        .toList();
  }

  /** What the latest event had reported. */
  List<WorkerReport> reports() {
    return last.stream()
        .filter(WorkerEffect.Report.class::isInstance)
        .map(effect -> ((WorkerEffect.Report) effect).report())
        .toList();
  }

  /** The latest effects themselves. */
  List<WorkerEffect> effects() {
    return last;
  }

  private static String line(WorkerEffect effect) {
    return switch (effect) {
      case WorkerEffect.SendBid bid ->
          "bid %d for %s".formatted(bid.bid().offer().round(), number(bid.requester()));
      case WorkerEffect.SendRefusal refusal -> "refuse " + refusal.refusal().reason();
      case WorkerEffect.ConfirmAward confirm -> "confirm " + name(confirm.assignment());
      case WorkerEffect.DeclineAward decline ->
          "decline " + name(decline.assignment()) + " " + decline.reason();
      case WorkerEffect.StartRun start -> "start " + name(start.assignment());
      case WorkerEffect.StopRun stop -> "stop " + name(stop.assignment());
      case WorkerEffect.SendHeartbeat heartbeat ->
          "heartbeat " + name(heartbeat.assignment()) + percent(heartbeat);
      case WorkerEffect.SendResult result -> "result " + name(result.assignment());
      case WorkerEffect.SendFailure failure ->
          "failure "
              + name(failure.assignment())
              + " "
              + failure.failure().code()
              + (failure.begun() ? "" : ", not begun");
      case WorkerEffect.StoreResult store -> "store " + name(store.about().assignment());
      case WorkerEffect.LoadResult load -> "load " + name(load.assignment());
      case WorkerEffect.ForgetResult forget -> "forget " + name(forget.assignment());
      case WorkerEffect.Report report -> report.report().toString();
    };
  }

  private static String percent(WorkerEffect.SendHeartbeat heartbeat) {
    Progress progress = heartbeat.progress();
    return progress == null ? "" : " at " + progress.percent();
  }

  private static String name(Assignment assignment) {
    return "#" + assignment.attempt().number();
  }

  private static String number(PeerId peer) {
    return peer.equals(peer(REQUESTER)) ? "100" : "another";
  }
}
