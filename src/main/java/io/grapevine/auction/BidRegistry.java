package io.grapevine.auction;

import io.grapevine.job.Bid;
import io.grapevine.job.Job;
import io.grapevine.job.JobSpec;
import io.grapevine.job.OfferId;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every bid and refusal of one job, in memory: the latest answer of each worker, who was tried, and
 * whose slot is still held. An answer replaces that worker's answers to the same and to earlier
 * rounds; an overtaken one is stale.
 */
final class BidRegistry {
  /** Most bidders, and most refusers, of one job. Answers of more workers are not kept. */
  static final int WORKERS_MAX = 256;

  private final Map<PeerId, Bid> bids = new LinkedHashMap<>();
  private final Map<PeerId, Refusal> refusals = new LinkedHashMap<>();

  /** Bids whose slots are held as far as is known here: neither awarded nor rejected since. */
  private final Map<PeerId, Bid> held = new LinkedHashMap<>();

  /** The round in which a worker was last tried. */
  private final Map<PeerId, Integer> tried = new LinkedHashMap<>();

  private final Ranking ranking;
  private final JobSpec job;
  private boolean everBid;
  private int bidsRecorded;
  private int refusalsRecorded;

  /** What became of a bid. */
  enum Entry {
    /** It is the worker's first answer to this round. */
    NEW,
    /** It says again, perhaps with another load, what was known. */
    REPEATED,
    /** It is of no use: overtaken, from a worker that was tried since, or one too many. */
    UNWANTED
  }

  BidRegistry(Ranking ranking, JobSpec job) {
    this.ranking = ranking;
    this.job = job;
  }

  /** What was recorded before a restart; no slots are held for it any more. */
  void restore(List<Bid> bidsBefore, List<Refusal> refusalsBefore) {
    everBid = !bidsBefore.isEmpty();
    refusalsBefore.forEach(this::enter);
    bidsRecorded = bidsBefore.size();
    refusalsRecorded = refusalsBefore.size();
  }

  /** Counts a bid that is news, and says whether the history has room for it. */
  boolean mayRecordBid() {
    return bidsRecorded++ < Job.ANSWERS_MAX;
  }

  /** The same for a refusal: each round may bring one of each worker. */
  boolean mayRecordRefusal() {
    return refusalsRecorded++ < Job.ANSWERS_MAX;
  }

  /** Keeps a bid and its claim on a slot, unless it is of no use. */
  Entry enter(Bid bid) {
    PeerId worker = bid.worker();
    Bid known = bids.get(worker);
    Refusal refusal = refusals.get(worker);
    int round = bid.offer().round();
    boolean overtaken =
        (known != null && known.offer().round() > round)
            || (refusal != null && refusal.offer().round() > round);
    boolean full = known == null && bids.size() >= WORKERS_MAX;
    if (overtaken || full || !isCandidate(bid)) {
      return Entry.UNWANTED;
    }
    everBid = true;
    refusals.remove(worker);
    bids.put(worker, bid);
    held.put(worker, bid);
    return known != null && known.offer().equals(bid.offer()) ? Entry.REPEATED : Entry.NEW;
  }

  /**
   * Keeps a refusal, which withdraws a bid for the same or an earlier round.
   *
   * @return whether it is news
   */
  boolean enter(Refusal refusal) {
    PeerId worker = refusal.worker();
    Bid bid = bids.get(worker);
    Refusal known = refusals.get(worker);
    int round = refusal.offer().round();
    boolean stale =
        (bid != null && bid.offer().round() > round)
            || (known != null && known.offer().round() >= round);
    boolean full = known == null && refusals.size() >= WORKERS_MAX;
    if (stale || full) {
      return false;
    }
    bids.remove(worker);
    held.remove(worker);
    refusals.put(worker, refusal);
    return true;
  }

  /**
   * The bids of which one is to be awarded next: of workers that were not tried yet before others,
   * and of later rounds before earlier ones. A worker that was tried needs to bid anew, in a later
   * round.
   */
  List<Bid> candidates() {
    List<Bid> all = bids.values().stream().filter(this::isCandidate).toList();
    List<Bid> fresh = all.stream().filter(bid -> !tried.containsKey(bid.worker())).toList();
    List<Bid> preferred = fresh.isEmpty() ? all : fresh;
    int latest = preferred.stream().mapToInt(bid -> bid.offer().round()).max().orElse(0);
    return preferred.stream().filter(bid -> bid.offer().round() == latest).toList();
  }

  /** The candidate that the ranking chooses. */
  Optional<Bid> best(Instant now) {
    List<Bid> candidates = candidates();
    return candidates.isEmpty()
        ? Optional.empty()
        : Optional.of(ranking.choose(candidates, job, now));
  }

  /**
   * The worker's slot is no longer held for its bid, and it is not tried again in this round.
   *
   * @return whether it was held until now, as far as is known here
   */
  boolean tried(PeerId worker, int round) {
    tried.put(worker, round);
    return held.remove(worker) != null;
  }

  /** Forgets all claims on slots, and returns the bids that had one. The bids stay candidates. */
  List<Bid> release() {
    List<Bid> released = new ArrayList<>(held.values());
    held.clear();
    return released;
  }

  /** Forgets the claim of one worker, if it has one. */
  void release(PeerId worker) {
    held.remove(worker);
  }

  /** Who answered this offer, and how. */
  Answers answersTo(OfferId offer) {
    List<Bid> bidsToIt = bids.values().stream().filter(bid -> bid.offer().equals(offer)).toList();
    List<Refusal> refusalsOfIt =
        refusals.values().stream().filter(refusal -> refusal.offer().equals(offer)).toList();
    long passing = refusalsOfIt.stream().filter(refusal -> refusal.reason().isPassing()).count();
    long leaving =
        refusalsOfIt.stream()
            .filter(refusal -> refusal.reason() == RefusalReason.SHUTTING_DOWN)
            .count();
    return new Answers(bidsToIt, refusalsOfIt.size(), (int) passing, (int) leaving);
  }

  /** The latest refusals of those workers that did not bid since, the oldest first. */
  List<Refusal> refusals() {
    return List.copyOf(refusals.values());
  }

  /** How many workers have refused and will do so whenever they are asked. */
  int refusedForGood() {
    return (int) refusals.values().stream().filter(each -> each.reason().isFinal()).count();
  }

  /** Whether some worker bid at some time, even if it withdrew later. */
  boolean everBid() {
    return everBid;
  }

  private boolean isCandidate(Bid bid) {
    Integer round = tried.get(bid.worker());
    return round == null || bid.offer().round() > round;
  }
}
