package io.grapevine.auction;

import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Preferences;
import io.grapevine.job.Sampling;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;

/**
 * The rounds of one job: which one it is, how many peers its sample should hold, and how long to
 * wait before the next announcement.
 */
final class Rounds {
  /** The first sample aims at so many answers per bid that is wanted, since some will not come. */
  private static final int ANSWERS_PER_BID_WANTED = 2;

  /**
   * Rounds that only found busy workers widen the sample so often; later ones ask as many others.
   * So an answered offer is for at most {@link Sampling#WIDENING} times as many as the first.
   */
  private static final int BUSY_WIDENINGS = 1;

  /**
   * So many rounds may be missing at the end of a history. Bids for them may still be under way, so
   * that their numbers are left out. A requester that dies a second time before any of its rounds
   * is written uses the same numbers again.
   */
  static final int UNWRITTEN_MAX = 4;

  /** Whatever they bring, there are no more rounds than peers take. */
  static final int ROUND_MAX = OfferId.ROUND_MAX;

  /** From then on those that are left are spread over the time that is left. */
  private static final int SPREAD_FROM = ROUND_MAX / 2;

  /**
   * When so many workers refuse for good, the others are taken to do so too. Of many, about so many
   * refuse one offer, by lot, so that it would take long to hear it from each.
   */
  static final int UNANIMOUS_MAX = 16;

  private final JobSpec spec;
  private final PeerId requester;
  private final AuctionConfig config;
  private int number;
  private int earlier;
  private int capable;
  private int recipientsMax;
  private boolean reachedAnybody;
  private int emptyRound;
  private int busy;
  private int silent;
  private int sparedRound;
  private Duration pause;

  Rounds(JobSpec spec, PeerId requester, AuctionConfig config) {
    this.spec = spec;
    this.requester = requester;
    this.config = config;
    this.pause = config.announceInterval();
  }

  /** The offer of this round, which is the latest one from now on. */
  Offer open(OfferId id, Duration timeLeft) {
    number = id.round();
    return new Offer(
        id,
        spec.type(),
        requester,
        spec.payload().size(),
        spec.payload().digest(),
        config.bidWindow().compareTo(timeLeft) < 0 ? config.bidWindow() : timeLeft,
        timeLeft,
        samplingRate(),
        spec.preferences().requirements(),
        1);
  }

  /**
   * Goes on behind the rounds of before a restart. None of those before count: what the latest
   * would have brought is lost, and which of them found everybody busy is not known any more. The
   * job's time is its limit.
   */
  void restore(int round, boolean somebodyAnswered) {
    number = round;
    reachedAnybody = somebodyAnswered;
    earlier = round + Math.min(UNWRITTEN_MAX, (ROUND_MAX - round) / 2);
    busy = earlier;
    sparedRound = earlier;
  }

  /** The latest round that was announced, 0 before the first. */
  int number() {
    return number;
  }

  /** Whether the offer was announced before a restart, if at all: answers to it are of no use. */
  boolean isEarlier(OfferId offer) {
    return offer.round() <= earlier;
  }

  /** The offer of the latest round. */
  OfferId current() {
    return new OfferId(spec.id(), number);
  }

  /** The offer of the round after the latest one. */
  OfferId next() {
    return new OfferId(spec.id(), Math.max(number, earlier) + 1);
  }

  /**
   * Whether there may be another round. While workers that had an offer have not answered, or not
   * for good, only the job's time is a limit, since one that refuses says nothing about them.
   *
   * @param refusedForGood workers whose latest answer will not be another one with time
   */
  boolean mayContinue(int refusedForGood) {
    boolean isUnanimous = refusedForGood >= Math.min(UNANIMOUS_MAX, recipientsMax);
    return number < ROUND_MAX && (!isUnanimous || number - busy - silent < config.roundsMax());
  }

  /** So many peers have an offer; {@link #recipientsMax} is the most there were. */
  void reached(int recipients) {
    reachedAnybody = true;
    recipientsMax = Math.max(recipientsMax, recipients);
  }

  /** How many peers had one offer of this job at most, as far as is known. */
  int recipientsMax() {
    return recipientsMax;
  }

  /** The latest round found capable workers busy and does not count: they free up with time. */
  void spareBusy() {
    if (sparedRound < number) {
      sparedRound = number;
      busy++;
    }
  }

  /**
   * Nobody answered the offer of the latest round in time. It does not count: workers that are cut
   * off or frozen for a while may answer a later one.
   */
  void spareSilent() {
    if (sparedRound < number) {
      sparedRound = number;
      silent++;
    }
  }

  /** Whether busy workers need not be waited for, because the next round asks others as well. */
  boolean mayWiden() {
    return busy <= BUSY_WIDENINGS && !asksAll();
  }

  /** Whether the sample of the latest round is everybody. */
  boolean asksAll() {
    return samplingRate() == Offer.SAMPLE_ALL;
  }

  /** So many peers are known to do such work, 0 if that is not known. */
  void learnCapable(int peers) {
    capable = Math.max(0, peers);
  }

  /** How many answers the sample of the latest round can give, as far as is known; at least 1. */
  int expectedAnswers() {
    return Math.max(1, Sampling.expected(capable, samplingRate()));
  }

  /** Somebody has an offer. */
  void reached() {
    reachedAnybody = true;
  }

  /** Whether anybody ever had an offer. */
  boolean reachedAnybody() {
    return reachedAnybody;
  }

  /**
   * Nobody has the offer of the latest round.
   *
   * @return whether that is news: the history must not grow while nobody is there
   */
  boolean foundEmpty() {
    boolean news = emptyRound < number;
    emptyRound = number;
    return news;
  }

  /**
   * How long to wait before the next announcement; each time twice as long as the last time.
   *
   * @param timeLeft of the job, over which the last rounds are spread
   */
  Duration takePause(Duration timeLeft) {
    Duration taken = pause;
    Duration twice = pause.multipliedBy(2);
    Duration longest = config.announceIntervalMax();
    pause = twice.compareTo(longest) < 0 ? twice : longest;
    if (number < SPREAD_FROM) {
      return taken;
    }
    Duration spread = timeLeft.dividedBy(Math.max(1, ROUND_MAX - number));
    return spread.compareTo(taken) > 0 ? spread : taken;
  }

  /** Somebody bid: should it come to nothing, the pauses are short again. */
  void encourage() {
    pause = config.announceInterval();
  }

  /** How long gossip may take to say whether anybody has an offer. */
  Duration patience() {
    return pause;
  }

  /** Named workers have to be found among all. So have rare ones, if earlier samples had none. */
  private boolean asksEverybody() {
    Preferences preferences = spec.preferences();
    boolean isLast = number - busy >= config.roundsMax();
    return !preferences.workers().isEmpty()
        || (isLast && !preferences.requirements().hard().isEmpty());
  }

  private int samplingRate() {
    if (asksEverybody()) {
      return Offer.SAMPLE_ALL;
    }
    int rate = Sampling.rateFor(ANSWERS_PER_BID_WANTED * config.bidsWanted(), capable);
    int surplus = Math.max(0, busy - BUSY_WIDENINGS);
    for (int round = 1; round < number - surplus && rate < Offer.SAMPLE_ALL; round++) {
      rate = Sampling.widened(rate);
    }
    return rate;
  }
}
