package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.load;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.reservation;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Attributes;
import io.grapevine.job.Bid;
import io.grapevine.job.Comparison;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.Requirement;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BatchPoolTest {
  private static final JobId BATCH = job(100);
  private static final OfferId FIRST = new OfferId(BATCH, 1);
  private static final PeerId SELF = peer(9);
  private static final int SHARE_MAX = 1 << 20;

  private Instant now = START;
  private BatchPool pool = pool(new LeastLoadedRanking(), Preferences.NONE);

  private static BatchPool pool(Ranking ranking, Preferences preferences) {
    JobSpec plain = JobSamples.spec(100, 3, Delivery.AT_LEAST_ONCE);
    return new BatchPool(
        new JobSpec(
            plain.id(),
            plain.type(),
            plain.payload(),
            plain.timeout(),
            plain.labels(),
            plain.maxAttempts(),
            plain.delivery(),
            preferences,
            plain.id()),
        SELF,
        START.plus(Duration.ofMinutes(1)),
        AuctionConfig.defaults(),
        ranking,
        0,
        SHARE_MAX);
  }

  private static Preferences preferring(SelectionPolicy policy) {
    return new Preferences(Requirements.NONE, policy, Priority.NORMAL, null, false, Set.of());
  }

  private static Selection selection() {
    return new Selection(SelectionPolicy.LEAST_LOADED, Duration.ofMinutes(1), new Random(1));
  }

  /**
   * Workers in the order in which so many shares get their units, of two workers with four each.
   */
  private List<PeerId> order(int shares) {
    open(8);
    tell(bid(1, 1, 4));
    tell(bid(2, 1, 4));
    List<PeerId> order = new ArrayList<>();
    for (int share = 1; share <= shares; share++) {
      order.addAll(handed(tell(asks(share))).values());
    }
    return order;
  }

  private List<BatchEffect> tell(BatchEvent event) {
    return pool.handle(event, now);
  }

  private List<BatchEffect> pass(Duration time) {
    now = now.plus(time);
    return tell(new BatchEvent.DeadlineReached());
  }

  private static BatchEvent.BidReceived bid(int worker, int round, int units) {
    return new BatchEvent.BidReceived(
        new Bid(
            new OfferId(BATCH, round),
            peer(worker),
            reservation(worker),
            load(0),
            Duration.ofSeconds(4),
            Duration.ZERO,
            Attributes.NONE,
            units));
  }

  private static BatchEvent asks(int share) {
    return new BatchEvent.Asked(new OfferId(job(share), 1));
  }

  private static BatchEvent awards(int share, int worker) {
    return new BatchEvent.Awarded(dial(job(share), new OfferId(job(share), 1), peer(worker)));
  }

  private static AuctionEffect.Dial dial(JobId share, OfferId offer, PeerId worker) {
    Duration some = Duration.ofSeconds(3);
    return new AuctionEffect.Dial(
        new AttemptId(share, 1), offer, worker, reservation(1), some, some, some);
  }

  private static List<Offer> offers(List<BatchEffect> effects) {
    return effects.stream()
        .filter(BatchEffect.PublishOffer.class::isInstance)
        .map(effect -> ((BatchEffect.PublishOffer) effect).offer())
        .toList();
  }

  /** Which share was told of a bid of which worker. */
  private static Map<JobId, PeerId> handed(List<BatchEffect> effects) {
    Map<JobId, PeerId> handed = new LinkedHashMap<>();
    for (BatchEffect effect : effects) {
      if (effect instanceof BatchEffect.Tell(JobId share, AuctionEvent.BidReceived(Bid bid))) {
        assertThat(bid.offer().job()).isEqualTo(share);
        assertThat(bid.units()).isEqualTo(1);
        handed.put(share, bid.worker());
      }
    }
    return handed;
  }

  private void open(int wanted) {
    tell(new BatchEvent.Wanted(wanted));
    tell(new BatchEvent.OfferPublished(FIRST, 3, 3));
  }

  @Test
  void publishesOneOfferForAllThatIsWanted() {
    List<Offer> offers = offers(tell(new BatchEvent.Wanted(7)));
    assertThat(offers).hasSize(1);
    assertThat(offers.getFirst().id()).isEqualTo(FIRST);
    assertThat(offers.getFirst().units()).isEqualTo(7);
    assertThat(offers.getFirst().payloadSize()).isEqualTo(SHARE_MAX);
    assertThat(offers(tell(asks(1)))).isEmpty();
  }

  @Test
  void publishesNothingWhileNothingIsWanted() {
    assertThat(tell(new BatchEvent.Wanted(0))).isEmpty();
    assertThat(pool.nextDeadline()).isEmpty();
  }

  @Test
  void handsEachUnitOutOnce() {
    open(3);
    tell(bid(1, 1, 2));
    assertThat(pool.idleUnits()).isEqualTo(2);
    assertThat(handed(tell(asks(1)))).containsExactly(Map.entry(job(1), peer(1)));
    assertThat(handed(tell(asks(2)))).containsExactly(Map.entry(job(2), peer(1)));
    assertThat(handed(tell(asks(3)))).isEmpty();
    assertThat(pool.idleUnits()).isZero();
  }

  @Test
  void spreadsSharesOverWorkers() {
    open(4);
    tell(bid(1, 1, 2));
    tell(bid(2, 1, 2));
    List<PeerId> order = new ArrayList<>();
    for (int share = 1; share <= 4; share++) {
      order.addAll(handed(tell(asks(share))).values());
    }
    assertThat(order.subList(0, 2)).containsExactlyInAnyOrder(peer(1), peer(2));
    assertThat(order.subList(2, 4)).containsExactlyInAnyOrder(peer(1), peer(2));
  }

  @Test
  void fillsTheFasterWorkerFirstWhereSpeedIsThePolicy() {
    Selection ranking = selection();
    for (int worker = 1; worker <= 2; worker++) {
      Duration took = Duration.ofSeconds(worker == 2 ? 1 : 9);
      ranking.observe(
          new Conduct(peer(worker), JobSamples.ECHO, AttemptEnd.SUCCEEDED, false, took), START);
    }
    pool = pool(ranking, preferring(SelectionPolicy.FASTEST));
    assertThat(order(6)).containsExactly(peer(2), peer(2), peer(2), peer(2), peer(1), peer(1));
  }

  @Test
  void givesMoreToTheWorkerThatDidLessWhereFairnessIsThePolicy() {
    Selection ranking = selection();
    ranking.consult(worker -> worker.equals(peer(1)) ? 100 : 0);
    pool = pool(ranking, preferring(SelectionPolicy.FAIR));
    assertThat(order(5)).containsExactly(peer(2), peer(2), peer(2), peer(2), peer(1));
  }

  @Test
  void spreadsSharesOverEquallyLoadedWorkersWhereLoadIsThePolicy() {
    pool = pool(selection(), preferring(SelectionPolicy.LEAST_LOADED));
    List<PeerId> order = order(6);
    for (int pair = 0; pair < 6; pair += 2) {
      assertThat(order.subList(pair, pair + 2)).containsExactlyInAnyOrder(peer(1), peer(2));
    }
  }

  @Test
  void countsWhatABidSaysOfOtherWork() {
    open(8);
    tell(
        new BatchEvent.BidReceived(
            new Bid(
                FIRST,
                peer(1),
                reservation(1),
                load(2),
                Duration.ofSeconds(4),
                Duration.ZERO,
                Attributes.NONE,
                2)));
    tell(bid(2, 1, 4));
    List<PeerId> order = new ArrayList<>();
    for (int share = 1; share <= 3; share++) {
      order.addAll(handed(tell(asks(share))).values());
    }
    assertThat(order.subList(0, 2)).containsExactly(peer(2), peer(2));
  }

  @Test
  void takesNoUnitsOfWorkersThatTheClientDoesNotAccept() {
    pool =
        pool(
            new LeastLoadedRanking(),
            new Preferences(
                Requirements.NONE, null, Priority.NORMAL, null, false, Set.of(peer(2))));
    open(8);
    assertThat(tell(bid(1, 1, 4))).contains(new BatchEffect.RejectBid(bid(1, 1, 4).bid()));
    assertThat(pool.idleUnits()).isZero();
    tell(bid(2, 1, 4));
    assertThat(pool.idleUnits()).isEqualTo(4);
  }

  @Test
  void takesNoUnitsOfWorkersThatDoNotMeetTheRequirements() {
    Requirements gpu =
        new Requirements(List.of(new Requirement("gpu", Comparison.EQUALS, "yes")), List.of());
    pool =
        pool(
            new LeastLoadedRanking(),
            new Preferences(gpu, null, Priority.NORMAL, null, false, Set.of()));
    assertThat(offers(tell(new BatchEvent.Wanted(4))).getFirst().requirements()).isEqualTo(gpu);
    tell(new BatchEvent.OfferPublished(FIRST, 3, 3));
    assertThat(tell(bid(1, 1, 4))).contains(new BatchEffect.RejectBid(bid(1, 1, 4).bid()));
    assertThat(pool.idleUnits()).isZero();
  }

  @Test
  void servesTheShareThatWaitsLongestFirst() {
    tell(asks(1));
    tell(asks(2));
    tell(new BatchEvent.OfferPublished(FIRST, 3, 3));
    assertThat(handed(tell(bid(1, 1, 1)))).containsOnlyKeys(job(1));
    assertThat(handed(tell(bid(2, 1, 1)))).containsOnlyKeys(job(2));
  }

  @Test
  void quotesTheReservationOfTheBatchInBidsForShares() {
    open(1);
    tell(bid(1, 1, 1));
    assertThat(tell(asks(1)))
        .filteredOn(
            effect ->
                effect instanceof BatchEffect.Tell(JobId _, AuctionEvent.BidReceived(Bid told))
                    && told.reservation().equals(reservation(1)))
        .hasSize(1);
  }

  @Test
  void leavesAnAwardAloneThatIsNotAboutItsUnits() {
    AuctionEffect.Dial resumed = dial(job(1), new OfferId(job(1), 4), peer(1));
    assertThat(tell(new BatchEvent.Awarded(resumed)))
        .containsExactly(new BatchEffect.Dial(resumed));
  }

  @Test
  void givesAWorkerThatDeliveredTheNextShare() {
    open(2);
    tell(bid(1, 1, 1));
    tell(asks(1));
    tell(awards(1, 1));
    tell(new BatchEvent.ShareOver(job(1), true));
    assertThat(pool.idleUnits()).isEqualTo(1);
    assertThat(handed(tell(asks(2)))).containsExactly(Map.entry(job(2), peer(1)));
    AuctionEffect.Dial sent = dial(job(2), new OfferId(job(2), 1), peer(1));
    assertThat(tell(awards(2, 1))).contains(new BatchEffect.Dial(sent));
  }

  @Test
  void countsOnAFreedSlotForAShortTimeOnly() {
    open(2);
    tell(bid(1, 1, 1));
    tell(asks(1));
    tell(awards(1, 1));
    tell(new BatchEvent.ShareOver(job(1), true));
    pass(BatchPool.REUSE);
    assertThat(pool.idleUnits()).isZero();
  }

  @Test
  void doesNotCountOnAWorkerThatFailed() {
    open(2);
    tell(bid(1, 1, 1));
    tell(asks(1));
    tell(awards(1, 1));
    tell(new BatchEvent.ShareOver(job(1), false));
    assertThat(pool.idleUnits()).isZero();
  }

  @Test
  void handsOnWhatAShareTurnsDown() {
    open(2);
    tell(bid(1, 1, 1));
    tell(asks(1));
    tell(asks(2));
    assertThat(handed(tell(new BatchEvent.TurnedDown(new OfferId(job(1), 1), peer(1)))))
        .containsExactly(Map.entry(job(2), peer(1)));
  }

  @Test
  void handsOnWhatAShareLeavesBehind() {
    open(2);
    tell(bid(1, 1, 1));
    tell(asks(1));
    tell(asks(2));
    assertThat(handed(tell(new BatchEvent.ShareOver(job(1), false))))
        .containsExactly(Map.entry(job(2), peer(1)));
  }

  @Test
  void freesBiddersWhenNothingIsWanted() {
    open(2);
    tell(bid(1, 1, 2));
    assertThat(tell(new BatchEvent.Wanted(0)))
        .containsExactly(new BatchEffect.RejectBid(bid(1, 1, 2).bid()));
    assertThat(pool.idleUnits()).isZero();
  }

  @Test
  void keepsTheReservationOfAWorkerThatIsAboutToBeAwarded() {
    open(2);
    tell(bid(1, 1, 2));
    tell(asks(1));
    assertThat(tell(new BatchEvent.Wanted(0))).isEmpty();
    assertThat(tell(awards(1, 1))).contains(new BatchEffect.RejectBid(bid(1, 1, 2).bid()));
  }

  @Test
  void rejectsBidsForOffersThatNeverWere() {
    open(1);
    assertThat(tell(bid(1, 5, 1))).containsExactly(new BatchEffect.RejectBid(bid(1, 5, 1).bid()));
  }

  @Test
  void forgetsUnitsWhoseReservationIsOver() {
    open(1);
    tell(bid(1, 1, 1));
    pass(Duration.ofSeconds(4));
    assertThat(pool.idleUnits()).isZero();
  }

  @Test
  void solicitsAgainForWhatIsMissing() {
    open(3);
    tell(bid(1, 1, 1));
    pass(Duration.ofSeconds(1));
    List<Offer> next = offers(pass(Duration.ofMillis(100)));
    assertThat(next).hasSize(1);
    assertThat(next.getFirst().id()).isEqualTo(new OfferId(BATCH, 2));
    assertThat(next.getFirst().units()).isEqualTo(2);
  }

  @Test
  void waitsLongerEachTimeNobodyComes() {
    tell(new BatchEvent.Wanted(1));
    List<Duration> pauses = new ArrayList<>();
    for (int round = 1; round <= 7; round++) {
      tell(new BatchEvent.OfferPublished(new OfferId(BATCH, round), 0, 0));
      Instant next = pool.nextDeadline().orElseThrow();
      pauses.add(Duration.between(now, next));
      assertThat(offers(pass(Duration.between(now, next)))).hasSize(1);
    }
    assertThat(pauses).isSorted().last().isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void tellsAShareThatWaitsThatAWorkerIsBusy() {
    open(1);
    tell(bid(1, 1, 1));
    tell(asks(1));
    tell(awards(1, 1));
    OfferId ask = new OfferId(job(2), 1);
    List<BatchEffect> effects = tell(new BatchEvent.Asked(ask));
    assertThat(effects)
        .contains(
            new BatchEffect.Tell(
                job(2),
                new AuctionEvent.RefusalReceived(
                    new Refusal(
                        ask,
                        peer(1),
                        RefusalReason.BUSY,
                        "it works on other shares of the batch"))));
  }

  @Test
  void passesRefusalsOn() {
    tell(asks(1));
    tell(new BatchEvent.OfferPublished(FIRST, 1, 1));
    Refusal refusal = new Refusal(FIRST, peer(1), RefusalReason.NOT_ALLOWED, "no");
    OfferId ask = new OfferId(job(1), 1);
    assertThat(tell(new BatchEvent.RefusalReceived(refusal)))
        .contains(
            new BatchEffect.Tell(
                job(1),
                new AuctionEvent.RefusalReceived(
                    new Refusal(ask, peer(1), RefusalReason.NOT_ALLOWED, "no"))));
  }

  @Test
  void tellsAShareThatNobodyIsThere() {
    tell(asks(1));
    OfferId ask = new OfferId(job(1), 1);
    assertThat(tell(new BatchEvent.OfferPublished(FIRST, 0, 0)))
        .contains(new BatchEffect.Tell(job(1), new AuctionEvent.OfferPublished(ask, 0, 0)));
  }

  @Test
  void answersAShareThatAsksAgain() {
    open(1);
    tell(bid(1, 1, 1));
    tell(asks(1));
    assertThat(handed(tell(asks(1)))).containsExactly(Map.entry(job(1), peer(1)));
  }

  /**
   * Whatever comes in which order: no more awards to a worker than units it bid and slots freed.
   */
  @Test
  void neverAwardsMoreUnitsThanThereAre() {
    Randomised.runs(2_000).check(random -> new BatchPoolTest().live(random));
  }

  private void live(RandomGenerator random) {
    Map<PeerId, Integer> credit = new LinkedHashMap<>();
    Map<JobId, Optional<AuctionEffect.Dial>> shares = new LinkedHashMap<>();
    for (int step = 0; step < 60; step++) {
      int share = 1 + random.nextInt(6);
      int worker = 10 + random.nextInt(3);
      BatchEvent event =
          switch (random.nextInt(7)) {
            case 0 -> new BatchEvent.Wanted(random.nextInt(4));
            case 1 -> asks(share);
            case 2 -> {
              int round = 1 + random.nextInt(2);
              int units = 1 + random.nextInt(3);
              credit.merge(peer(worker), units, Integer::sum);
              yield bid(worker, round, units);
            }
            case 3 -> new BatchEvent.OfferPublished(FIRST, random.nextInt(3), 3);
            case 4 -> {
              boolean delivered = random.nextBoolean();
              Optional<AuctionEffect.Dial> last = shares.getOrDefault(job(share), Optional.empty());
              if (delivered && last.isPresent()) {
                credit.merge(last.get().worker(), 1, Integer::sum);
              }
              shares.put(job(share), Optional.empty());
              yield new BatchEvent.ShareOver(job(share), delivered);
            }
            case 5 -> new BatchEvent.TurnedDown(new OfferId(job(share), 1), peer(worker));
            default -> {
              now = now.plusMillis(random.nextInt(1_000));
              yield new BatchEvent.DeadlineReached();
            }
          };
      List<BatchEffect> effects = tell(event);
      assertThat(offers(effects).size()).isLessThanOrEqualTo(1);
      for (Map.Entry<JobId, PeerId> one : handed(effects).entrySet()) {
        if (random.nextBoolean()) {
          AuctionEffect.Dial award =
              dial(one.getKey(), new OfferId(one.getKey(), 1), one.getValue());
          for (BatchEffect effect : tell(new BatchEvent.Awarded(award))) {
            if (effect instanceof BatchEffect.Dial(AuctionEffect.Dial sent)
                && sent.offer().job().equals(BATCH)) {
              int left = credit.merge(sent.worker(), -1, Integer::sum);
              assertThat(left).as("units of " + sent.worker()).isNotNegative();
              shares.put(sent.attempt().job(), Optional.of(sent));
            }
          }
        }
      }
    }
  }
}
