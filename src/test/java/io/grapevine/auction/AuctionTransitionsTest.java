package io.grapevine.auction;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.spec;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.RefusalReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every event in every phase. A dot means that nothing changes, an exclamation mark that the event
 * is a fault of the caller; dialled and running attempts are number 1 at worker 1, and worker 2 has
 * bid.
 */
class AuctionTransitionsTest {
  private static final String TABLE =
      """
      event                 UNOPENED   ANNOUNCING QUEUED     SOLICITING DIALING RUNNING     REATTACHING OVER
      Opened                ANNOUNCING !          !          !          !       !           !           .
      Resumed               !          !          !          !          !       !           !           .
      OfferPublished        !          SOLICITING SOLICITING .          .       .           .           .
      BidReceived           !          .          DIALING    DIALING    .       .           .           .
      RefusalReceived       !          .          .          QUEUED     .       .           .           .
      AwardConfirmed        !          .          .          .          RUNNING .           RUNNING     .
      AwardDeclined         !          .          .          .          DIALING DIALING     DIALING     .
      DialFailed            !          .          .          .          DIALING .           REATTACHING .
      HeartbeatReceived     !          .          .          .          .       RUNNING     .           .
      ResultReceived        !          .          .          .          OVER    OVER        OVER        .
      InvalidResultReceived !          .          .          .          DIALING DIALING     DIALING     .
      WorkFailed            !          .          .          .          .       DIALING     .           .
      ConnectionLost        !          .          .          .          DIALING REATTACHING REATTACHING .
      CancelRequested       OVER       OVER       OVER       OVER       OVER    OVER        OVER        .
      DeadlineReached       !          ANNOUNCING ANNOUNCING QUEUED     DIALING DIALING     DIALING     .
      """;

  private static final Map<Phase, Supplier<AuctionScene>> SCENES = new EnumMap<>(Phase.class);

  static {
    SCENES.put(Phase.UNOPENED, AuctionScene::unopened);
    SCENES.put(Phase.ANNOUNCING, () -> AuctionScene.unopened().opened());
    SCENES.put(Phase.QUEUED, () -> AuctionScene.unopened().opened().published(1, 0, 0));
    SCENES.put(Phase.SOLICITING, () -> AuctionScene.soliciting(1));
    SCENES.put(Phase.DIALING, AuctionScene::dialing);
    SCENES.put(Phase.RUNNING, AuctionScene::running);
    SCENES.put(Phase.REATTACHING, () -> AuctionScene.running().connectionLost(1));
    SCENES.put(Phase.OVER, AuctionScene::over);
  }

  private static final Map<String, Consumer<AuctionScene>> EVENTS = new TreeMap<>();

  static {
    EVENTS.put("Opened", AuctionScene::opened);
    EVENTS.put("Resumed", scene -> scene.tell(new AuctionEvent.Resumed(0)));
    EVENTS.put("OfferPublished", scene -> scene.published(1, 2, 2));
    EVENTS.put("BidReceived", scene -> scene.bid(3, 1, 3));
    EVENTS.put("RefusalReceived", scene -> scene.refusal(3, 1, RefusalReason.BUSY));
    EVENTS.put("AwardConfirmed", scene -> scene.confirmed(1));
    EVENTS.put("AwardDeclined", scene -> scene.declined(1, DeclineReason.NO_CAPACITY));
    EVENTS.put("DialFailed", scene -> scene.dialFailed(1));
    EVENTS.put("HeartbeatReceived", scene -> scene.heartbeat(1));
    EVENTS.put("ResultReceived", scene -> scene.result(1, 1));
    EVENTS.put("InvalidResultReceived", scene -> scene.invalidResult(1));
    EVENTS.put("WorkFailed", scene -> scene.workFailed(1, true));
    EVENTS.put("ConnectionLost", scene -> scene.connectionLost(1));
    EVENTS.put("CancelRequested", AuctionScene::cancel);
    EVENTS.put(
        "DeadlineReached",
        scene -> {
          scene.now = scene.auction.nextDeadline().orElse(START);
          scene.tell(new AuctionEvent.DeadlineReached());
        });
  }

  private record Row(String event, Map<Phase, String> cells) {
    String in(Phase phase) {
      String cell = cells.get(phase);
      if (cell == null) {
        throw new AssertionError("no cell for " + event + " in " + phase);
      }
      return cell;
    }
  }

  @TestFactory
  List<DynamicTest> everyEventInEveryPhaseDoesWhatTheTableSays() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Row row : rows()) {
      for (Phase phase : Phase.values()) {
        String cell = row.in(phase);
        tests.add(
            DynamicTest.dynamicTest(
                row.event() + " in " + phase + ": " + cell, () -> check(row, phase, cell)));
      }
    }
    return tests;
  }

  @Test
  void theTableHasEveryEventAndEveryPhase() {
    Set<String> events = new TreeSet<>();
    for (Class<?> event : AuctionEvent.class.getPermittedSubclasses()) {
      events.add(event.getSimpleName());
    }
    assertThat(rows().stream().map(Row::event)).containsExactlyInAnyOrderElementsOf(events);
    assertThat(rows()).allSatisfy(row -> assertThat(row.cells()).containsOnlyKeys(Phase.values()));
  }

  @Test
  void everyAllowedTransitionIsTaken() {
    Map<Phase, Set<Phase>> taken = new EnumMap<>(Phase.class);
    for (Phase phase : Phase.values()) {
      taken.put(phase, new TreeSet<>());
    }
    List<AuctionScene> walks = new ArrayList<>(sideWalks());
    for (Row row : rows()) {
      for (Phase phase : Phase.values()) {
        if (!row.in(phase).equals("!")) {
          AuctionScene scene = sceneIn(phase);
          eventOf(row).accept(scene);
          walks.add(scene);
        }
      }
    }
    for (AuctionScene walk : walks) {
      walk.auction.trail().steps().forEach(step -> successors(taken, step.from()).add(step.to()));
    }
    for (Phase phase : Phase.values()) {
      assertThat(taken.get(phase)).as("from " + phase).isEqualTo(phase.successors());
    }
  }

  @Test
  void deadAttemptsAndStrangersChangeNothing() {
    AuctionScene scene = AuctionScene.running().silent();
    assertThat(scene.auction.phase()).isEqualTo(Phase.DIALING);
    scene.confirmed(1);
    assertThat(scene.told()).isEmpty();
    assertThat(scene.heartbeat(1).told()).isEmpty();
    assertThat(scene.workFailed(1, false).told()).isEmpty();
    assertThat(scene.connectionLost(1).told()).isEmpty();
    assertThat(scene.result(7, 7).told()).isEmpty();
    assertThat(scene.bid(5, 9, 1).told()).as("a round that was never announced").isEmpty();
  }

  /** Transitions that need more history than the phase alone. */
  private static List<AuctionScene> sideWalks() {
    AuctionScene bidButNoWordFromGossip = AuctionScene.unopened().opened().bid(1, 1, 1).whenDue();
    AuctionScene candidatesUsedUpWhileDialing =
        AuctionScene.soliciting(1).bid(1, 1, 1).dialFailed(1);
    AuctionScene candidatesUsedUpWhileRunning =
        AuctionScene.soliciting(1).bid(1, 1, 1).confirmed(1).silent();
    AuctionScene onlyARefusalBesidesTheFailedDial = secondRoundWithOneRefusal().dialFailed(1);
    AuctionScene onlyARefusalBesidesTheFailedRun =
        secondRoundWithOneRefusal().confirmed(1).silent();
    AuctionScene firstOfManyAnswers = AuctionScene.soliciting(9).bid(1, 1, 1);
    AuctionScene silentSample =
        new AuctionScene(spec(1, 3, Delivery.AT_LEAST_ONCE), AuctionConfig.defaults(), 60)
            .opened()
            .published(1, 9, 60)
            .whenDue();
    return List.of(
        silentSample,
        firstOfManyAnswers,
        bidButNoWordFromGossip,
        candidatesUsedUpWhileDialing,
        candidatesUsedUpWhileRunning,
        onlyARefusalBesidesTheFailedDial,
        onlyARefusalBesidesTheFailedRun,
        AuctionScene.soliciting(1).bid(1, 1, 1).confirmed(1).connectionLost(1).whenDue(),
        secondRoundWithOneRefusal().confirmed(1).connectionLost(1).whenDue(),
        AuctionScene.running().restarted(Duration.ofSeconds(1)),
        AuctionScene.soliciting(2)
            .refusal(1, 1, RefusalReason.BUSY)
            .restarted(Duration.ofSeconds(1)));
  }

  /** A late bid of the first round is dialled in the second, to which only a refusal came. */
  private static AuctionScene secondRoundWithOneRefusal() {
    return AuctionScene.soliciting(3)
        .unanswered()
        .published(2, 3, 3)
        .refusal(2, 2, RefusalReason.BUSY)
        .bid(1, 1, 1);
  }

  private static void check(Row row, Phase phase, String cell) {
    AuctionScene scene = sceneIn(phase);
    switch (cell) {
      case "!" ->
          assertThatIllegalStateException()
              .isThrownBy(() -> eventOf(row).accept(scene))
              .withMessageContaining(phase.toString())
              .withMessageContaining("history");
      case "." -> {
        eventOf(row).accept(scene);
        assertThat(scene.auction.phase()).isEqualTo(phase);
      }
      default -> {
        int stepsBefore = scene.auction.trail().steps().size();
        eventOf(row).accept(scene);
        assertThat(scene.auction.phase()).isEqualTo(Phase.valueOf(cell));
        assertThat(scene.auction.trail().steps()).hasSizeGreaterThan(stepsBefore);
      }
    }
  }

  private static AuctionScene sceneIn(Phase phase) {
    Supplier<AuctionScene> scene = SCENES.get(phase);
    if (scene == null) {
      throw new AssertionError("no scene in phase " + phase);
    }
    AuctionScene made = scene.get();
    assertThat(made.auction.phase()).isEqualTo(phase);
    return made;
  }

  private static Consumer<AuctionScene> eventOf(Row row) {
    Consumer<AuctionScene> event = EVENTS.get(row.event());
    if (event == null) {
      throw new AssertionError("no event " + row.event());
    }
    return event;
  }

  private static Set<Phase> successors(Map<Phase, Set<Phase>> taken, Phase from) {
    return taken.computeIfAbsent(from, phase -> new TreeSet<>());
  }

  private static List<Row> rows() {
    List<List<String>> lines =
        TABLE.lines().map(line -> Arrays.asList(line.trim().split(" +"))).toList();
    List<String> phases = lines.getFirst();
    return lines.stream().skip(1).map(words -> row(phases, words)).toList();
  }

  private static Row row(List<String> phases, List<String> words) {
    Map<Phase, String> cells = new EnumMap<>(Phase.class);
    for (int column = 1; column < words.size(); column++) {
      cells.put(Phase.valueOf(phases.get(column)), words.get(column));
    }
    return new Row(words.getFirst(), cells);
  }
}
