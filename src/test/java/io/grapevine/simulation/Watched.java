package io.grapevine.simulation;

import io.grapevine.auction.AuctionConfig;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One job and what was seen of it. */
final class Watched {
  final SimulatedPeer requester;
  final AuctionConfig config;
  final Instant deadline;
  final Set<Bidder> bidders = new LinkedHashSet<>();
  final Set<Integer> busyRounds = new LinkedHashSet<>();
  final Set<Integer> answeredRounds = new LinkedHashSet<>();
  final Set<Integer> silentRounds = new LinkedHashSet<>();

  /** Whose latest answer in this life of the requester is a refusal for good. */
  private final Set<PeerId> refusers = new LinkedHashSet<>();

  private final Map<PeerId, Integer> latestAnswers = new LinkedHashMap<>();

  /** Peers that had one offer in this life of the requester, at most. */
  private int recipientsMax;

  /**
   * Whether there was hope at any time since the latest offer: the next round may have been decided
   * on then.
   */
  boolean wasHopeLeft;

  /** When the window of the latest offer is over. */
  Instant windowEnds = Instant.MAX;

  int latestRound;
  Job job;
  int runs;
  boolean accepted;

  /** Decided in this life of the requester, and perhaps not written yet. */
  boolean concluded;

  boolean lost;

  /** Rounds of before the latest restart, which do not count. */
  int roundsBefore;

  @Nullable Instant resumedAt;

  /** Attempts whose award is on the disk. */
  final Set<AttemptId> awardsWritten = new LinkedHashSet<>();

  final Set<AttemptId> live = new LinkedHashSet<>();

  /** Attempts that were written before this life of the requester, or presented in it. */
  final Set<AttemptId> dialled = new LinkedHashSet<>();

  @Nullable Outcome outcome;
  @Nullable Instant endedAt;

  Watched(SimulatedPeer requester, JobSpec spec, AuctionConfig config) {
    this.requester = requester;
    this.config = config;
    this.deadline = requester.clock().plus(spec.timeout());
    this.job =
        Job.submitted(new JobEvent.Submitted(spec.id(), requester.clock(), spec, requester.id()));
  }

  /** Whether the client was told that the job is taken in, and the disk is still there. */
  boolean isPromised() {
    return accepted && !lost;
  }

  /** A requester that was restarted has a little more time, to ask for a result. */
  Instant latestEnd() {
    Instant back = resumedAt;
    Instant asked = back == null ? Instant.MIN : back.plus(config.reattachment().grace());
    return asked.isAfter(deadline) ? asked : deadline;
  }

  /** Notes that an attempt is presented, and says whether it is for the first time. */
  boolean isFirst(AuctionEffect.Dial dial) {
    return dialled.add(dial.attempt());
  }

  /** Answers that were overtaken say nothing. */
  void answered(OfferId offer, PeerId worker, boolean forGood) {
    int round = offer.round();
    if (round > roundsBefore && round >= latestAnswers.getOrDefault(worker, 0)) {
      latestAnswers.put(worker, round);
      refusers.remove(worker);
      if (forGood) {
        refusers.add(worker);
      }
      wasHopeLeft |= isHopeLeft();
    }
  }

  void opened(int round) {
    latestRound = round;
    wasHopeLeft = isHopeLeft();
  }

  void reached(int recipients) {
    recipientsMax = Math.max(recipientsMax, recipients);
    wasHopeLeft |= isHopeLeft();
  }

  void forgetAnswers() {
    refusers.clear();
    latestAnswers.clear();
    recipientsMax = 0;
    wasHopeLeft = false;
  }

  /** Whether there is a worker of which it is not known that it will never do it. */
  boolean isHopeLeft() {
    return refusers.size() < recipientsMax;
  }

  /** Who bid for what. */
  record Bidder(OfferId offer, PeerId worker, ReservationId reservation) {}
}
