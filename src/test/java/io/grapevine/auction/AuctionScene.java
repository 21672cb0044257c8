package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.load;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.receipt;
import static io.grapevine.testing.JobSamples.reservation;
import static io.grapevine.testing.JobSamples.spec;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.Progress;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * One auction in virtual time, with a word for everything that can happen to it. Workers are
 * numbers, attempts and rounds too. What it does is told in one short line per effect.
 */
final class AuctionScene {
  static final int REQUESTER = 100;

  final JobSpec spec;
  final AuctionConfig config;
  final Auction auction;
  private final Ranking ranking;
  private final int capable;
  final List<AuctionEffect> all = new ArrayList<>();
  Instant now = START;
  private final List<JobEvent> before;
  private List<AuctionEffect> last = List.of();

  AuctionScene(JobSpec spec, AuctionConfig config, int capableHint) {
    this(spec, config, new LeastLoadedRanking(), capableHint);
  }

  AuctionScene(JobSpec spec, AuctionConfig config, Ranking ranking, int capableHint) {
    this(
        spec,
        config,
        ranking,
        new Auction(spec, peer(REQUESTER), config, ranking),
        capableHint,
        List.of(new JobEvent.Submitted(spec.id(), START, spec, peer(REQUESTER))));
  }

  private AuctionScene(
      JobSpec spec,
      AuctionConfig config,
      Ranking ranking,
      Auction auction,
      int capable,
      List<JobEvent> before) {
    this.capable = capable;
    this.spec = spec;
    this.ranking = ranking;
    this.config = config;
    this.auction = auction;
    this.before = before;
  }

  /** Three attempts, four rounds, three bids wanted. */
  static AuctionScene unopened() {
    return of(3, Delivery.AT_LEAST_ONCE);
  }

  static AuctionScene of(int maxAttempts, Delivery delivery) {
    return new AuctionScene(spec(1, maxAttempts, delivery), AuctionConfig.defaults(), 0);
  }

  /** The first offer has reached so many capable workers. */
  static AuctionScene soliciting(int workers) {
    return unopened().opened().published(1, workers, workers);
  }

  /** Worker 1 is dialled; worker 2 has bid too. */
  static AuctionScene dialing() {
    return soliciting(2).bid(1, 1, 1).bid(2, 1, 2);
  }

  /** Worker 1 has the job; worker 2 has bid too. */
  static AuctionScene running() {
    return dialing().confirmed(1);
  }

  static AuctionScene over() {
    return running().result(1, 1);
  }

  AuctionScene tell(AuctionEvent event) {
    last = auction.handle(event, now);
    all.addAll(last);
    return this;
  }

  AuctionScene opened() {
    return tell(new AuctionEvent.Opened(Duration.ZERO, capable));
  }

  AuctionScene published(int round, int recipients, int capable) {
    return tell(new AuctionEvent.OfferPublished(offer(round), recipients, capable));
  }

  /** A bid from a worker of four slots of which so many are taken; it is never idle. */
  AuctionScene bid(int worker, int round, int running) {
    return bid(worker, round, load(running));
  }

  AuctionScene bid(int worker, int round, Load load) {
    Bid bid = new Bid(offer(round), peer(worker), reservation(worker), load, Duration.ofSeconds(3));
    return tell(new AuctionEvent.BidReceived(bid));
  }

  AuctionScene refusal(int worker, int round, RefusalReason reason) {
    Refusal refusal = new Refusal(offer(round), peer(worker), reason, "");
    return tell(new AuctionEvent.RefusalReceived(refusal));
  }

  AuctionScene confirmed(int attempt) {
    return tell(new AuctionEvent.AwardConfirmed(attempt(attempt)));
  }

  AuctionScene declined(int attempt, DeclineReason reason) {
    return tell(new AuctionEvent.AwardDeclined(attempt(attempt), reason, ""));
  }

  AuctionScene dialFailed(int attempt) {
    return tell(new AuctionEvent.DialFailed(attempt(attempt), "refused"));
  }

  /** The payload was on its way by then. */
  AuctionScene unheard(int attempt) {
    return tell(new AuctionEvent.DialFailed(attempt(attempt), "no answer", true));
  }

  AuctionScene heartbeat(int attempt) {
    return tell(new AuctionEvent.HeartbeatReceived(attempt(attempt), null));
  }

  AuctionScene progress(int attempt, int percent) {
    return tell(new AuctionEvent.HeartbeatReceived(attempt(attempt), new Progress(percent, "")));
  }

  AuctionScene result(int attempt, int worker) {
    Content result = content("result");
    PeerId by = peer(worker);
    return tell(
        new AuctionEvent.ResultReceived(
            attempt(attempt), result, receipt(attempt(attempt), peer(REQUESTER), by, result)));
  }

  AuctionScene invalidResult(int attempt) {
    return tell(new AuctionEvent.InvalidResultReceived(attempt(attempt), "bad signature"));
  }

  AuctionScene workFailed(int attempt, boolean retryable) {
    return tell(
        new AuctionEvent.WorkFailed(
            attempt(attempt), new Failure(FailureCode.WORK_FAILED, "it broke", retryable)));
  }

  AuctionScene connectionLost(int attempt) {
    return tell(new AuctionEvent.ConnectionLost(attempt(attempt), "reset"));
  }

  AuctionScene cancel() {
    return tell(new AuctionEvent.CancelRequested("changed my mind"));
  }

  /** Time passes, and the timer goes off. */
  AuctionScene after(Duration wait) {
    now = now.plus(wait);
    return tell(new AuctionEvent.DeadlineReached());
  }

  /** The timer goes off at the instant for which it was set. */
  AuctionScene whenDue() {
    now = auction.nextDeadline().orElseThrow();
    return tell(new AuctionEvent.DeadlineReached());
  }

  /** Nobody else answers the offer that is out, and the next one goes out if there is one. */
  AuctionScene unanswered() {
    if (auction.phase() == Phase.SOLICITING) {
      whenDue();
    }
    return auction.phase() == Phase.QUEUED ? whenDue() : this;
  }

  /** What is in the journal by now. */
  List<JobEvent> history() {
    List<JobEvent> history = new ArrayList<>(before);
    for (AuctionEffect effect : all) {
      if (effect instanceof AuctionEffect.RecordEvent(JobEvent event)) {
        history.add(event);
      }
    }
    return history;
  }

  /** The requester dies, and is back after a while. */
  AuctionScene restarted(Duration away) {
    return resumed(history(), REQUESTER, away);
  }

  /** Somebody goes on from this much of a history. */
  AuctionScene resumed(List<JobEvent> journalled, int requester, Duration away) {
    Auction again = Auction.resume(journalled, peer(requester), config, ranking);
    AuctionScene scene = new AuctionScene(spec, config, ranking, again, 0, journalled);
    scene.now = now.plus(away);
    return scene.tell(new AuctionEvent.Resumed(0));
  }

  /** The lease of what runs ends. */
  AuctionScene silent() {
    return whenDue();
  }

  /** The latest round that was announced. */
  int round() {
    return all.stream()
        .filter(AuctionEffect.PublishOffer.class::isInstance)
        .mapToInt(effect -> ((AuctionEffect.PublishOffer) effect).offer().id().round())
        .max()
        .orElseThrow();
  }

  OfferId offer(int round) {
    return new OfferId(spec.id(), round);
  }

  AttemptId attempt(int number) {
    return new AttemptId(spec.id(), number);
  }

  /** The effects of the latest event, one line each. */
  List<String> told() {
    return last.stream().map(this::line).toList();
  }

  /** The effects of all events, one line each. */
  List<String> story() {
    return all.stream().map(this::line).toList();
  }

  /** The percentages that became part of the history. */
  List<Integer> progressed() {
    return history().stream()
        .filter(JobEvent.ProgressReported.class::isInstance)
        .map(event -> ((JobEvent.ProgressReported) event).progress().percent())
        .toList();
  }

  /** The outcome, which must be there. */
  Outcome outcome() {
    return all.stream()
        .filter(AuctionEffect.Conclude.class::isInstance)
        .map(effect -> ((AuctionEffect.Conclude) effect).outcome())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no outcome in " + story()));
  }

  FailureCode failureCode() {
    Failure failure = outcome().failure();
    if (failure == null) {
      throw new AssertionError("no failure in " + outcome());
    }
    return failure.code();
  }

  private String line(AuctionEffect effect) {
    return switch (effect) {
      case AuctionEffect.PublishOffer publish ->
          "publish " + publish.offer().id().round() + " at " + publish.offer().samplingRate();
      case AuctionEffect.Dial dial ->
          "dial #" + dial.attempt().number() + " worker " + number(dial.worker());
      case AuctionEffect.SendPayload send -> "payload #" + send.attempt().number();
      case AuctionEffect.AbandonAttempt abandon ->
          "abandon #" + abandon.attempt().number() + " " + abandon.reason();
      case AuctionEffect.RejectBid reject ->
          "reject worker " + number(reject.bid().worker()) + " of " + reject.bid().offer().round();
      case AuctionEffect.AcknowledgeResult acknowledge ->
          "acknowledge #" + acknowledge.attempt().number();
      case AuctionEffect.Conclude conclude -> "conclude " + conclude.outcome().status();
      case AuctionEffect.RecordEvent record -> "record " + entry(record.event());
    };
  }

  private static String entry(JobEvent event) {
    String name = event.getClass().getSimpleName();
    return switch (event) {
      case JobEvent.OfferAnnounced announced -> name + " to " + announced.recipients();
      case JobEvent.AttemptEnded ended ->
          name + " #" + ended.attempt().number() + " " + ended.end();
      default -> name;
    };
  }

  private static int number(PeerId worker) {
    for (int number = 1; number < 1000; number++) {
      if (peer(number).equals(worker)) {
        return number;
      }
    }
    throw new AssertionError("no sample: " + worker);
  }
}
