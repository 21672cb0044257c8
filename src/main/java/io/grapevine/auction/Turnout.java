package io.grapevine.auction;

import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Requirements;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * How many peers answer offers of each work type, for the sampling rate of the next one. A
 * requester is connected to a few of many workers, so it cannot count them; but it knows which
 * share of them it asked and how many answered. Offers with requirements are left out, since they
 * tell about fewer workers than the type has.
 */
public final class Turnout {
  /** Most work types that are remembered, since clients choose them; the oldest go first. */
  static final int TYPES_MAX = 1_000;

  /** Most offers whose answers are counted at the same time, of one type. */
  static final int OPEN_MAX = 64;

  /** How long answers to an offer are counted. */
  static final Duration COUNTING = Duration.ofSeconds(2);

  /** So many answers say more than no experience. */
  private static final int TELLING_ANSWERS = 12;

  /** Offers that make experience; after eight times as many, older ones count half. */
  private static final int EXPERIENCE = 8;

  private final SequencedMap<WorkType, Tally> types = new LinkedHashMap<>();
  private final Map<OfferId, Count> open = new LinkedHashMap<>();

  /** Answers to one offer so far. */
  private static final class Count {
    private final OfferId offer;
    private final int rate;
    private final Instant until;
    private int answers;

    Count(Offer offer, Instant until) {
      this.offer = offer.id();
      this.rate = offer.samplingRate();
      this.until = until;
    }
  }

  /** What is known of one type. */
  private static final class Tally {
    private final Deque<Count> counting = new ArrayDeque<>();
    private int subscribers;
    private double offers;
    private double rates;
    private double answers;

    void settle(Count count) {
      offers++;
      rates += count.rate;
      answers += count.answers;
      if (offers >= 2 * EXPERIENCE * EXPERIENCE) {
        offers /= 2;
        rates /= 2;
        answers /= 2;
      }
    }

    int capable() {
      double counted =
          offers < EXPERIENCE ? firstImpression() : Math.ceil(answers * Offer.SAMPLE_ALL / rates);
      return (int) Math.max(subscribers, counted);
    }

    /** By the answers so far to offers that are still counted. */
    private double firstImpression() {
      double answersSoFar = counting.stream().mapToInt(count -> count.answers).sum();
      double ratesSoFar = counting.stream().mapToInt(count -> count.rate).sum();
      return answersSoFar < TELLING_ANSWERS
          ? 0
          : Math.ceil(answersSoFar * Offer.SAMPLE_ALL / ratesSoFar);
    }
  }

  /** An offer goes out. */
  public void announced(Offer offer, Instant now) {
    Tally tally = tally(offer.type());
    while (!tally.counting.isEmpty() && !now.isBefore(tally.counting.getFirst().until)) {
      Count over = tally.counting.removeFirst();
      open.remove(over.offer);
      tally.settle(over);
    }
    if (tally.counting.size() < OPEN_MAX
        && !open.containsKey(offer.id())
        && offer.requirements().equals(Requirements.NONE)) {
      Count count = new Count(offer, now.plus(COUNTING));
      tally.counting.addLast(count);
      open.put(offer.id(), count);
    }
  }

  /** A worker answers, be it with a bid or a refusal, in time or late. */
  public void answered(OfferId offer) {
    Count count = open.get(offer);
    if (count != null) {
      count.answers++;
    }
  }

  /** So many peers are seen to listen for such work; there may be many more. */
  public void subscribed(WorkType type, int subscribers) {
    tally(type).subscribers = subscribers;
  }

  /** How many peers can be expected to answer if all are asked; 0 if nothing is known. */
  public int capable(WorkType type) {
    Tally tally = types.get(type);
    return tally == null ? 0 : tally.capable();
  }

  private Tally tally(WorkType type) {
    Tally known = types.get(type);
    Tally tally = known == null ? new Tally() : known;
    types.putLast(type, tally);
    if (types.size() > TYPES_MAX) {
      Tally oldest = types.pollFirstEntry().getValue();
      oldest.counting.forEach(count -> open.remove(count.offer));
    }
    return tally;
  }
}
