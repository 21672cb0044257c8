package io.grapevine.simulation;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.WorkerEffect;
import io.grapevine.worker.WorkerReport;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What must hold after every step of every peer, whatever goes wrong. */
final class Safety {
  /** After a restart, in case that the history lacks the latest. */
  private static final int ROUNDS_SKIPPED = 4;

  private final Map<JobId, Watched> jobs = new LinkedHashMap<>();
  private final Map<SimulatedPeer, Set<OfferId>> reserved = new LinkedHashMap<>();
  private final Map<PeerId, Set<AttemptId>> started = new LinkedHashMap<>();
  private final Map<JobStatus, Integer> outcomes = new EnumMap<>(JobStatus.class);
  private final Map<AttemptEnd, Integer> ends = new EnumMap<>(AttemptEnd.class);

  private long recovered;

  void submitted(SimulatedPeer requester, JobSpec spec, AuctionConfig config) {
    jobs.put(spec.id(), new Watched(requester, spec, config));
  }

  /** The client was told that its job is taken in. */
  void accepted(JobId id) {
    watched(id).accepted = true;
  }

  /** An entry can be read from now on, whatever happens to the requester. */
  void written(SimulatedPeer requester, JobEvent event) {
    Watched watched = watched(event.job());
    require(watched.outcome == null, "nothing is written after the outcome", event);
    if (event instanceof JobEvent.Awarded awarded) {
      watched.awardsWritten.add(awarded.attempt());
    }
    if (event instanceof JobEvent.Concluded(JobId _, Instant _, Outcome outcome)) {
      watched.outcome = outcome;
      watched.endedAt = requester.clock();
      outcomes.merge(outcome.status(), 1, Integer::sum);
    }
  }

  /** A payload leaves for its worker. */
  void paid(AttemptId attempt) {
    require(
        watched(attempt.job()).awardsWritten.contains(attempt),
        "an award is on the disk before its payload leaves",
        attempt);
  }

  /** Whether an attempt lasts, or counts as a start. */
  boolean mayHaveBegun(AttemptId id) {
    return watched(id.job()).job.attempts().stream()
        .filter(attempt -> attempt.id().equals(id))
        .anyMatch(attempt -> attempt.end() == null || attempt.startedAt() != null);
  }

  /** Whether an attempt lasts that may have begun before its worker is heard of. */
  boolean isUnheard(AttemptId id) {
    Job job = watched(id.job()).job;
    return job.spec().delivery() == Delivery.AT_LEAST_ONCE
        && job.attempts().stream()
            .filter(attempt -> attempt.id().equals(id))
            .anyMatch(attempt -> attempt.end() == null && attempt.startedAt() == null);
  }

  /** A requester that lives again picks a job up from what it wrote. */
  void resumed(SimulatedPeer requester, List<JobEvent> history) {
    Watched watched = watched(history.getFirst().job());
    watched.resumedAt = requester.clock();
    watched.concluded = false;
    watched.job = Job.submitted((JobEvent.Submitted) history.getFirst());
    for (JobEvent event : history.subList(1, history.size())) {
      watched.job = watched.job.apply(event);
    }
    watched.busyRounds.clear();
    watched.silentRounds.clear();
    // Rounds of which nothing was written come again under their numbers.
    watched.answeredRounds.clear();
    watched.forgetAnswers();
    watched.bidders.clear();
    watched.windowEnds = Instant.MAX;
    watched.roundsBefore = roundsOf(watched.job);
    watched.live.clear();
    watched.dialled.clear();
    for (Job.Attempt attempt : watched.job.attempts()) {
      watched.dialled.add(attempt.id());
      // What delivered is asked for its result again, since the result was not written.
      if (attempt.end() == null || attempt.end() == AttemptEnd.SUCCEEDED) {
        watched.live.add(attempt.id());
      }
    }
  }

  /** An answer may be written of an offer whose announcement was not yet. */
  private static int roundsOf(Job job) {
    int known =
        IntStream.concat(
                IntStream.of(job.rounds()),
                IntStream.concat(
                    job.bids().stream().mapToInt(bid -> bid.offer().round()),
                    job.refusals().stream().mapToInt(refusal -> refusal.offer().round())))
            .max()
            .orElseThrow();
    return known + ROUNDS_SKIPPED;
  }

  void died(SimulatedPeer peer, boolean keepsDisk) {
    reserved.remove(peer);
    if (!keepsDisk) {
      for (Watched watched : jobs.values()) {
        watched.lost |= watched.requester == peer && watched.outcome == null;
      }
    }
  }

  /** How many results came back from the disks of workers that had died. */
  void recovered(long count) {
    recovered = count;
  }

  long recovered() {
    return recovered;
  }

  Map<JobId, Watched> jobs() {
    return jobs;
  }

  /** How many jobs came to each end. */
  Map<JobStatus, Integer> outcomes() {
    return outcomes;
  }

  /** How many attempts came to each end. */
  Map<AttemptEnd, Integer> ends() {
    return ends;
  }

  Watched watched(JobId id) {
    Watched watched = jobs.get(id);
    if (watched == null) {
      throw new AssertionError("nobody submitted " + id);
    }
    return watched;
  }

  void auctionStepped(
      SimulatedPeer requester, JobId id, AuctionEvent event, List<AuctionEffect> effects) {
    Watched watched = watched(id);
    require(
        watched.requester == requester, "a job belongs to another requester", requester, watched);
    heard(watched, event);
    boolean wasOver = watched.concluded;
    for (AuctionEffect effect : effects) {
      require(
          !wasOver || effect instanceof AuctionEffect.RejectBid,
          "nothing but rejections follows the end",
          effect);
      require(!watched.concluded || wasOver, "the outcome is the last effect", effect);
      step(watched, effect);
    }
  }

  private static void heard(Watched watched, AuctionEvent event) {
    switch (event) {
      case AuctionEvent.BidReceived(Bid bid) -> {
        watched.bidders.add(new Watched.Bidder(bid.offer(), bid.worker(), bid.reservation()));
        watched.answeredRounds.add(bid.offer().round());
        watched.answered(bid.offer(), bid.worker(), false);
      }
      case AuctionEvent.RefusalReceived(Refusal refusal) -> {
        if (refusal.reason() == RefusalReason.SHUTTING_DOWN) {
          closed(watched);
        } else {
          watched.answeredRounds.add(refusal.offer().round());
        }
        if (refusal.reason().isPassing()) {
          watched.busyRounds.add(refusal.offer().round());
        }
        watched.answered(refusal.offer(), refusal.worker(), refusal.reason().isFinal());
      }
      case AuctionEvent.OfferPublished(OfferId _, int recipients, int _) when recipients > 0 -> {
        watched.windowEnds = watched.requester.clock().plus(watched.config.bidWindow());
        watched.reached(recipients);
      }
      case AuctionEvent.DeadlineReached() -> {
        if (!watched.requester.clock().isBefore(watched.windowEnds)) {
          closed(watched);
        }
      }
      default -> {}
    }
  }

  /** A round is over, because its window is, or because a late bid was awarded. */
  private static void closed(Watched watched) {
    if (!watched.answeredRounds.contains(watched.latestRound)) {
      watched.silentRounds.add(watched.latestRound);
    }
  }

  private void step(Watched watched, AuctionEffect effect) {
    switch (effect) {
      case AuctionEffect.RecordEvent(JobEvent event) -> recorded(watched, event);
      case AuctionEffect.Dial dial -> {
        require(
            watched.live.contains(dial.attempt()), "an award is recorded before its dial", dial);
        require(
            !watched.isFirst(dial)
                || watched.bidders.contains(
                    new Watched.Bidder(dial.offer(), dial.worker(), dial.reservation())),
            "awards go to bidders only",
            dial);
      }
      case AuctionEffect.SendPayload send -> {
        Job.Attempt attempt =
            watched.job.attempts().stream()
                .filter(one -> one.id().equals(send.attempt()))
                .findFirst()
                .orElseThrow();
        require(
            watched.live.contains(send.attempt()), "a payload goes to the live attempt only", send);
        require(
            attempt.startedAt() != null || watched.job.spec().delivery() == Delivery.AT_LEAST_ONCE,
            "a start that is not to be repeated is recorded before its payload",
            send);
      }
      case AuctionEffect.PublishOffer publish -> {
        int round = publish.offer().id().round();
        int spared = watched.busyRounds.size() + watched.silentRounds.size();
        require(
            // An offer that reached nobody is announced again.
            round == watched.latestRound
                || watched.wasHopeLeft
                || round <= watched.config.roundsMax() + spared + watched.roundsBefore,
            "rounds that all refused are within their budget",
            publish);
        watched.opened(round);
      }
      case AuctionEffect.Conclude(Outcome outcome, var result) -> {
        require(watched.live.isEmpty(), "no attempt outlives its job", outcome);
        concluded(watched, outcome);
        require(
            (outcome.status() == JobStatus.SUCCEEDED) == (result != null),
            "a success has a result",
            outcome);
      }
      case AuctionEffect.AbandonAttempt _,
          AuctionEffect.RejectBid _,
          AuctionEffect.AcknowledgeResult _ -> {}
    }
  }

  private void recorded(Watched watched, JobEvent event) {
    watched.job = watched.job.apply(event);
    switch (event) {
      case JobEvent.Awarded awarded -> {
        require(
            watched.live.size() < leasesMax(watched.job.spec()),
            "never two live leases, save by the client's wish",
            awarded,
            watched.live);
        watched.live.add(awarded.attempt());
        closed(watched);
        int most = 4 * watched.job.spec().maxAttempts();
        require(watched.job.attempts().size() <= most, "dials are within their budget", awarded);
      }
      case JobEvent.AttemptStarted attempt -> {
        long starts =
            watched.job.attempts().stream()
                .filter(one -> one.startedAt() != null && one.end() != AttemptEnd.NOT_BEGUN)
                .count();
        require(
            starts <= watched.job.spec().maxAttempts(),
            "attempts are within their budget",
            attempt);
      }
      case JobEvent.AttemptEnded ended -> {
        ends.merge(ended.end(), 1, Integer::sum);
        watched.live.remove(ended.attempt());
      }
      default -> {}
    }
  }

  private static int leasesMax(JobSpec spec) {
    boolean isHedged = spec.preferences().hedged() && spec.delivery() == Delivery.AT_LEAST_ONCE;
    return isHedged ? 2 : 1;
  }

  private void concluded(Watched watched, Outcome outcome) {
    require(watched.outcome == null && !watched.concluded, "one outcome per job", outcome);
    watched.concluded = true;
    require(
        outcome.attempts() == watched.job.attempts().size(),
        "the outcome counts its attempts",
        outcome);
    Failure failure = outcome.failure();
    require(
        failure == null
            || failure.code() != FailureCode.NO_WORKERS
            || !watched.requester.clock().isBefore(watched.deadline),
        "nobody is said to be there only when the time is up",
        outcome);
    if (outcome.receipt() != null) {
      require(
          started
              .getOrDefault(outcome.receipt().worker(), Set.of())
              .contains(outcome.receipt().attempt()),
          "what succeeded was run",
          outcome);
    }
  }

  void deskStepped(SimulatedPeer worker, List<WorkerEffect> effects) {
    Set<OfferId> held = reserved.computeIfAbsent(worker, _ -> new LinkedHashSet<>());
    for (WorkerEffect effect : effects) {
      switch (effect) {
        case WorkerEffect.StartRun start -> runStarted(worker, start.assignment());
        case WorkerEffect.Report(WorkerReport.Reserved(OfferId offer)) ->
            require(held.add(offer), "nothing is reserved twice", offer);
        case WorkerEffect.Report(WorkerReport.Released(OfferId offer, var cause)) ->
            require(held.remove(offer), "what is released was held", offer, cause);
        default -> {}
      }
    }
    Load load = worker.desk().load(0, 0);
    require(load.reserved() == held.size(), "the load counts the reservations", worker, held, load);
    int slots = worker.workerConfig().slots();
    require(load.running() <= slots, "attempts are within the slots", worker, load);
    require(
        load.running() + load.reserved() + load.queued()
            <= slots + worker.workerConfig().queueMax(),
        "reservations and attempts are within the slots and the queue",
        worker,
        load);
  }

  private void runStarted(SimulatedPeer worker, Assignment assignment) {
    boolean first =
        started.computeIfAbsent(worker.id(), _ -> new LinkedHashSet<>()).add(assignment.attempt());
    require(first, "an attempt runs once at a worker", assignment, worker);
    Watched watched = watched(assignment.attempt().job());
    watched.runs++;
    JobSpec spec = watched.job.spec();
    require(
        spec.delivery() == Delivery.AT_LEAST_ONCE || watched.runs == 1,
        "at most once is at most once",
        spec.id());
    require(
        watched.runs <= spec.maxAttempts(),
        "a job runs no more often than it has attempts",
        spec.id());
  }

  static void require(boolean holds, String rule, @Nullable Object... details) {
    if (!holds) {
      throw new AssertionError("broken: " + rule + ": " + Arrays.toString(details));
    }
  }
}
