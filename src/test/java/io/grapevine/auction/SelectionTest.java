package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.load;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.reservation;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.Attributes;
import io.grapevine.job.Bid;
import io.grapevine.job.Comparison;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Load;
import io.grapevine.job.OfferId;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirement;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelectionTest {
  private static final Requirements NEAR =
      new Requirements(
          List.of(),
          List.of(
              new Requirement("region", Comparison.EQUALS, "north"),
              new Requirement("cpus", Comparison.AT_LEAST, "8")));

  private final Map<PeerId, Double> workDone = new HashMap<>();
  private final Selection selection =
      new Selection(SelectionPolicy.LEAST_LOADED, Duration.ofMinutes(1), Randomised.ofSeed(1));
  private Instant now = START;

  @BeforeEach
  void knowOfWork() {
    selection.consult(worker -> workDone.getOrDefault(worker, 0.0));
  }

  @Test
  void fairGoesByWhatWasDoneForItselfWhileItKnowsNothingElse() {
    Selection alone =
        new Selection(SelectionPolicy.FAIR, Duration.ofMinutes(1), Randomised.ofSeed(1));
    alone.observe(
        new Conduct(peer(1), ECHO, AttemptEnd.SUCCEEDED, false, Duration.ofSeconds(1)), now);
    Bid best = alone.choose(List.of(bid(1, 0), bid(2, 3)), spec(1, null, Requirements.NONE), now);
    assertThat(best.worker()).isEqualTo(peer(2));
  }

  @Test
  void thePolicyOfTheJobGoesBeforeThatOfThePeer() {
    workDone.put(peer(1), 9.0);
    List<Bid> bids = List.of(bid(1, 0), bid(2, 2));
    assertThat(chosen(null, bids)).as("least loaded").isEqualTo(peer(1));
    assertThat(chosen(SelectionPolicy.FAIR, bids)).isEqualTo(peer(2));
  }

  @ParameterizedTest
  @EnumSource(SelectionPolicy.class)
  void aWorkerThatWasTroubleIsTakenLastWhateverThePolicy(SelectionPolicy policy) {
    List<Bid> bids = List.of(bid(1, 0), bid(2, 2), bid(3, 2));
    saw(1, AttemptEnd.CONNECTION_LOST, 0);
    workDone.put(peer(2), 50.0);
    workDone.put(peer(3), 50.0);
    for (int times = 0; times < 20; times++) {
      assertThat(chosen(policy, bids)).isNotEqualTo(peer(1));
    }
    assertThat(chosen(policy, List.of(bid(1, 0)))).as("there is no other").isEqualTo(peer(1));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DIAL_FAILED",
        "DECLINED",
        "CONNECTION_LOST",
        "HEARTBEATS_MISSED",
        "WORK_FAILED",
        "INVALID_RESULT",
        "TIMED_OUT"
      })
  void everyFaultIsForgivenWithTime(AttemptEnd end) {
    List<Bid> bids = List.of(bid(1, 0), bid(2, 1));
    saw(1, end, 0);
    assertThat(chosen(null, bids)).isEqualTo(peer(2));
    now = now.plus(Duration.ofMinutes(4));
    assertThat(chosen(null, bids)).isEqualTo(peer(1));
  }

  @ParameterizedTest
  @EnumSource(names = {"SUCCEEDED", "HANDED_BACK", "NOT_BEGUN", "CANCELLED", "EXPIRED"})
  void whatIsNoFaultOfTheWorkerCostsItNothing(AttemptEnd end) {
    saw(1, end, 1);
    selection.observe(new Conduct(peer(1), ECHO, AttemptEnd.WORK_FAILED, true, Duration.ZERO), now);
    assertThat(chosen(null, List.of(bid(1, 0), bid(2, 1)))).isEqualTo(peer(1));
  }

  @ParameterizedTest
  @EnumSource(names = {"WORK_FAILED", "CONNECTION_LOST", "HEARTBEATS_MISSED"})
  void aFailedRunCostsAsMuchAsALostAttempt(AttemptEnd end) {
    List<Bid> bids = List.of(bid(1, 0), bid(2, 3));
    saw(1, end, 0);
    now = now.plus(Duration.ofSeconds(119));
    assertThat(chosen(null, bids)).isEqualTo(peer(2));
    now = now.plus(Duration.ofSeconds(2));
    assertThat(chosen(null, bids)).isEqualTo(peer(1));
  }

  @Test
  void aDeclinedAwardIsRememberedForAWhile() {
    saw(1, AttemptEnd.DECLINED, 0);
    now = now.plus(Duration.ofSeconds(59));
    assertThat(chosen(null, List.of(bid(1, 0), bid(2, 3)))).isEqualTo(peer(2));
  }

  @Test
  void successesMakeUpForFaults() {
    saw(1, AttemptEnd.DIAL_FAILED, 0);
    saw(1, AttemptEnd.SUCCEEDED, 1);
    saw(1, AttemptEnd.SUCCEEDED, 1);
    assertThat(chosen(null, List.of(bid(1, 0), bid(2, 1)))).isEqualTo(peer(1));
  }

  @Test
  void aSlotThatIsFreeNowBeatsAShortQueue() {
    Bid queues =
        new Bid(
            offer(1),
            peer(1),
            reservation(1),
            load(0),
            Duration.ofSeconds(3),
            Duration.ofMillis(200),
            Attributes.NONE,
            1);
    for (SelectionPolicy policy : SelectionPolicy.values()) {
      assertThat(chosen(policy, List.of(queues, bid(2, 3)))).as("%s", policy).isEqualTo(peer(2));
    }
    assertThat(selection.isSettledBy(queues, spec(1, null, Requirements.NONE), now)).isFalse();
  }

  @Test
  void equalWorkersShareTheJobsOfManyRequestersWithoutAHerd() {
    int[] wins = new int[8];
    for (int number = 0; number < 4_000; number++) {
      List<Bid> bids = new ArrayList<>();
      for (int worker = 0; worker < wins.length; worker++) {
        // Machines that hardly differ.
        Load idle = new Load(0, 1, 0, 4, 0.5 + worker / 200.0, 0.5);
        bids.add(
            new Bid(
                new OfferId(job(number), 1),
                peer(worker),
                reservation(1),
                idle,
                Duration.ofSeconds(3)));
      }
      PeerId best = selection.choose(bids, spec(number, null, Requirements.NONE), now).worker();
      for (int worker = 0; worker < wins.length; worker++) {
        wins[worker] += best.equals(peer(worker)) ? 1 : 0;
      }
    }
    for (int win : wins) {
      assertThat(win).isBetween(400, 600);
    }
  }

  @Test
  void twoChoicesTakesTheBetterOfAnyTwo() {
    List<Bid> bids = List.of(bid(1, 0), bid(2, 1), bid(3, 2), bid(4, 3));
    Map<PeerId, Integer> wins = new HashMap<>();
    for (int times = 0; times < 6_000; times++) {
      wins.merge(chosen(SelectionPolicy.TWO_CHOICES, bids), 1, Integer::sum);
    }
    assertThat(wins).as("of six pairs, 3, 2, 1 and 0 are won").doesNotContainKey(peer(4));
    assertThat(wins.get(peer(1))).isBetween(2_800, 3_200);
    assertThat(wins.get(peer(2))).isBetween(1_800, 2_200);
    assertThat(wins.get(peer(3))).isBetween(850, 1_150);
  }

  @Test
  void fastestTakesWhoDeliversSoonestAndTriesTheUnknown() {
    saw(1, AttemptEnd.SUCCEEDED, 5);
    saw(2, AttemptEnd.SUCCEEDED, 1);
    assertThat(chosen(SelectionPolicy.FASTEST, List.of(bid(1, 0), bid(2, 3)))).isEqualTo(peer(2));
    assertThat(chosen(SelectionPolicy.FASTEST, List.of(bid(2, 0), bid(3, 3)))).isEqualTo(peer(3));
    now = now.plus(Duration.ofMinutes(11));
    assertThat(chosen(SelectionPolicy.FASTEST, List.of(bid(1, 0), bid(2, 3))))
        .as("what was seen so long ago says nothing any more")
        .isEqualTo(peer(1));
  }

  @Test
  void fastestCountsFailuresAsTimeThatIsLost() {
    saw(1, AttemptEnd.WORK_FAILED, 0);
    for (int times = 0; times < 4; times++) {
      saw(1, AttemptEnd.SUCCEEDED, 2);
      saw(2, AttemptEnd.SUCCEEDED, 2.2);
    }
    assertThat(chosen(null, List.of(bid(1, 0), bid(2, 3)))).as("forgiven").isEqualTo(peer(1));
    assertThat(chosen(SelectionPolicy.FASTEST, List.of(bid(1, 0), bid(2, 3)))).isEqualTo(peer(2));
  }

  @Test
  void fastestFollowsAWorkerThatBecomesSlow() {
    saw(1, AttemptEnd.SUCCEEDED, 1);
    saw(2, AttemptEnd.SUCCEEDED, 2);
    saw(1, AttemptEnd.SUCCEEDED, 9);
    assertThat(chosen(SelectionPolicy.FASTEST, List.of(bid(1, 0), bid(2, 0)))).isEqualTo(peer(2));
  }

  @Test
  void fairCountsWhatWorkersHaveInHand() {
    saw(1, AttemptEnd.SUCCEEDED, 2);
    saw(2, AttemptEnd.SUCCEEDED, 2);
    workDone.putAll(Map.of(peer(1), 100.0, peer(2), 101.0));
    List<Bid> bids = List.of(bid(1, 3), bid(2, 0));
    assertThat(chosen(SelectionPolicy.FAIR, bids)).isEqualTo(peer(1));
    selection.awarded(bids.getFirst(), spec(1, null, Requirements.NONE));
    assertThat(chosen(SelectionPolicy.FAIR, bids)).isEqualTo(peer(2));
    saw(1, AttemptEnd.CANCELLED, 1);
    assertThat(chosen(SelectionPolicy.FAIR, bids)).isEqualTo(peer(1));
  }

  @Test
  void requirementsFirstTakesWhoMeetsMostOfThemAndThenTheLeastLoaded() {
    Bid both = bid(1, 3, "north", "8");
    Bid one = bid(2, 0, "north", "4");
    Bid none = bid(3, 0, "south", "4");
    JobSpec first = spec(1, SelectionPolicy.REQUIREMENTS_FIRST, NEAR);
    assertThat(selection.choose(List.of(none, one, both), first, now)).isEqualTo(both);
    assertThat(selection.choose(List.of(none, one), first, now)).isEqualTo(one);
    Bid idler = bid(4, 1, "north", "16");
    assertThat(selection.choose(List.of(both, idler), first, now)).isEqualTo(idler);
  }

  @Test
  void softRequirementsDecideBetweenEquallyLoadedWorkersWhateverThePolicy() {
    Bid near = bid(1, 1, "north", "8");
    Bid far = bid(2, 1, "south", "4");
    for (SelectionPolicy policy : SelectionPolicy.values()) {
      JobSpec job = spec(1, policy, NEAR);
      assertThat(selection.choose(List.of(far, near), job, now)).as("%s", policy).isEqualTo(near);
    }
  }

  @Test
  void onlyAnIdleReliableAndSuitableBidderSettlesARound() {
    Bid idle =
        new Bid(
            offer(1), peer(1), reservation(1), new Load(0, 1, 0, 4, 0, 0), Duration.ofSeconds(3));
    JobSpec any = spec(1, null, Requirements.NONE);
    assertThat(selection.isSettledBy(idle, any, now)).isTrue();
    assertThat(selection.isSettledBy(bid(1, 1), any, now)).isFalse();
    assertThat(selection.isSettledBy(idle, spec(1, null, NEAR), now)).isFalse();
    for (SelectionPolicy policy :
        List.of(SelectionPolicy.TWO_CHOICES, SelectionPolicy.FASTEST, SelectionPolicy.FAIR)) {
      assertThat(selection.isSettledBy(idle, spec(1, policy, Requirements.NONE), now)).isFalse();
    }
    assertThat(selection.isDoubtful(peer(1), now)).isFalse();
    saw(1, AttemptEnd.DIAL_FAILED, 0);
    assertThat(selection.isSettledBy(idle, any, now)).isFalse();
    assertThat(selection.isDoubtful(peer(1), now)).isTrue();
  }

  @Test
  void tellsWhatIsUnusuallyLongOnceEnoughWasSeen() {
    for (int run = 1; run < RunTimes.SIGNIFICANT; run++) {
      saw(run, AttemptEnd.SUCCEEDED, run);
      assertThat(selection.unusuallyLong(ECHO)).isEmpty();
    }
    saw(1, AttemptEnd.SUCCEEDED, RunTimes.SIGNIFICANT);
    assertThat(selection.unusuallyLong(ECHO)).contains(Duration.ofSeconds(19));
    for (int run = 0; run < RunTimes.KEPT; run++) {
      saw(1, AttemptEnd.SUCCEEDED, 1);
    }
    assertThat(selection.unusuallyLong(ECHO)).contains(Duration.ofSeconds(1));
  }

  @Test
  void remembersABoundedNumberOfWorkers() {
    saw(1, AttemptEnd.INVALID_RESULT, 0);
    for (int worker = 2; worker < Reputation.WORKERS_MAX + 1; worker++) {
      saw(worker, AttemptEnd.DIAL_FAILED, 0);
    }
    List<Bid> bids = List.of(bid(1, 0), bid(Reputation.WORKERS_MAX + 9, 3));
    assertThat(chosen(null, bids)).isNotEqualTo(peer(1));
    saw(Reputation.WORKERS_MAX + 1, AttemptEnd.DIAL_FAILED, 0);
    assertThat(chosen(null, bids)).as("the oldest is forgotten").isEqualTo(peer(1));
  }

  private void saw(int worker, AttemptEnd end, double seconds) {
    Duration took = Duration.ofMillis(Math.round(seconds * 1_000));
    selection.observe(new Conduct(peer(worker), ECHO, end, false, took), now);
  }

  private PeerId chosen(@Nullable SelectionPolicy policy, List<Bid> bids) {
    return selection.choose(bids, spec(1, policy, Requirements.NONE), now).worker();
  }

  private static Bid bid(int worker, int running) {
    return new Bid(offer(1), peer(worker), reservation(1), load(running), Duration.ofSeconds(3));
  }

  private static Bid bid(int worker, int running, String region, String cpus) {
    return new Bid(
        offer(1),
        peer(worker),
        reservation(1),
        load(running),
        Duration.ofSeconds(3),
        Duration.ZERO,
        Attributes.of(Map.of("region", region, "cpus", cpus)),
        1);
  }

  private static OfferId offer(int round) {
    return new OfferId(job(1), round);
  }

  private static JobSpec spec(
      int number, @Nullable SelectionPolicy policy, Requirements requirements) {
    return new JobSpec(
        job(number),
        ECHO,
        content("payload"),
        Duration.ofMinutes(1),
        new TreeMap<>(),
        3,
        Delivery.AT_LEAST_ONCE,
        new Preferences(requirements, policy, Priority.NORMAL, null, false, Set.of()),
        null);
  }
}
