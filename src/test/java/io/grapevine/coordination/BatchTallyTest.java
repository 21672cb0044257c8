package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.BatchItem;
import io.grapevine.job.Bytes;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.ItemLine;
import io.grapevine.job.JobSpec;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchTallyTest {
  private static final Failure PASSING =
      Failure.transientFailure(FailureCode.WORK_FAILED, "not now");
  private static final Failure LAST = Failure.permanent(FailureCode.WORK_FAILED, "never");

  private static JobSpec batch(int maxAttempts, Delivery delivery) {
    return new JobSpec(
        job(1),
        Samples.ECHO,
        content("1\n"),
        Duration.ofMinutes(1),
        new TreeMap<>(),
        maxAttempts,
        delivery);
  }

  private static BatchTally tally(int items) {
    return new BatchTally(batch(3, Delivery.AT_LEAST_ONCE), items);
  }

  private static List<BatchItem> share(int... items) {
    return IntStream.of(items)
        .mapToObj(item -> new BatchItem(item, 1, Bytes.wrap("1".getBytes(UTF_8))))
        .toList();
  }

  private static ItemLine done(int item) {
    return ItemLine.succeeded(item, content("x"));
  }

  private static List<Integer> items(List<ItemLine> lines) {
    return lines.stream().map(ItemLine::item).toList();
  }

  @Test
  void countsWhatSucceededAndWhatFailed() {
    BatchTally tally = tally(3);
    assertThat(items(tally.delivered(share(1, 2), List.of(done(1), ItemLine.failed(2, LAST)), 1)))
        .containsExactly(1, 2);
    assertThat(tally.succeeded()).isEqualTo(1);
    assertThat(tally.failed()).isEqualTo(1);
    assertThat(tally.isComplete()).isFalse();
    tally.delivered(share(3), List.of(done(3)), 1);
    assertThat(tally.isComplete()).isTrue();
  }

  @Test
  void triesAnItemAgainUntilItsAttemptsAreUsedUp() {
    BatchTally tally = tally(1);
    for (int attempt = 1; attempt <= 2; attempt++) {
      assertThat(tally.nextAttempt(1)).isEqualTo(attempt);
      assertThat(tally.delivered(share(1), List.of(ItemLine.failed(1, PASSING)), 1)).isEmpty();
    }
    assertThat(items(tally.delivered(share(1), List.of(ItemLine.failed(1, PASSING)), 1)))
        .containsExactly(1);
    assertThat(tally.failed()).isEqualTo(1);
  }

  @Test
  void countsTheWorkersThatWereLostWithAnItem() {
    BatchTally tally = tally(2);
    List<ItemLine> lines = List.of(ItemLine.failed(1, PASSING), ItemLine.deferred(2));
    assertThat(tally.delivered(share(1, 2), lines, 2)).isEmpty();
    assertThat(tally.nextAttempt(1)).isEqualTo(3);
    assertThat(tally.attemptsLeft(1)).isEqualTo(1);
    assertThat(tally.nextAttempt(2)).as("it may have run where the share was first").isEqualTo(2);
    assertThat(items(tally.delivered(share(1), List.of(ItemLine.failed(1, PASSING)), 1)))
        .containsExactly(1);
  }

  @Test
  void triesNothingAgainThatMayRunOnce() {
    BatchTally tally = new BatchTally(batch(3, Delivery.AT_MOST_ONCE), 1);
    assertThat(items(tally.delivered(share(1), List.of(ItemLine.failed(1, PASSING)), 1)))
        .containsExactly(1);
  }

  @Test
  void doesNotCountWhatWasGivenBackAsTried() {
    BatchTally tally = tally(2);
    assertThat(items(tally.delivered(share(1, 2), List.of(done(1), ItemLine.deferred(2)), 1)))
        .containsExactly(1);
    assertThat(tally.nextAttempt(2)).isEqualTo(1);
  }

  @Test
  void countsAShareOfWhichNothingWasDoneAsTried() {
    BatchTally tally = tally(2);
    for (int round = 1; round <= 3; round++) {
      tally.delivered(share(1, 2), List.of(ItemLine.deferred(1), ItemLine.deferred(2)), 1);
    }
    assertThat(tally.isComplete()).isTrue();
    assertThat(tally.failed()).isEqualTo(2);
  }

  @Test
  void ignoresLinesAboutItemsOfOtherSharesAndSecondLines() {
    BatchTally tally = tally(3);
    List<ItemLine> lines = List.of(done(1), ItemLine.failed(1, LAST), done(3));
    assertThat(items(tally.delivered(share(1), lines, 1))).containsExactly(1);
    assertThat(tally.succeeded()).isEqualTo(1);
    assertThat(tally.isSettled(3)).isFalse();
  }

  @Test
  void failsEverythingThatWasInAFailedShareOrInNone() {
    BatchTally tally = tally(4);
    assertThat(items(tally.failed(share(2, 3), LAST))).containsExactly(2, 3);
    assertThat(items(tally.abandon(LAST))).containsExactly(1, 4);
    assertThat(tally.isComplete()).isTrue();
  }

  /**
   * However shares end, each item gets exactly one final line, and never more attempts than set.
   */
  @Test
  void givesEachItemExactlyOneFinalLine() {
    Randomised.runs(500)
        .check(
            random -> {
              int count = 1 + random.nextInt(700);
              BatchTally tally = tally(count);
              List<Bytes> payloads =
                  IntStream.range(0, count).mapToObj(_ -> Bytes.wrap(new byte[] {'1'})).toList();
              BatchQueue queue = new BatchQueue(payloads, tally);
              List<Integer> settled = new ArrayList<>();
              while (queue.size() > 0) {
                List<BatchItem> share = queue.cut(1 + random.nextInt(8));
                assertThat(share).isNotEmpty().allMatch(item -> item.attempt() <= 3);
                List<ItemLine> lines = new ArrayList<>();
                for (BatchItem item : share) {
                  switch (random.nextInt(5)) {
                    case 0 -> lines.add(ItemLine.failed(item.number(), LAST));
                    case 1 -> lines.add(ItemLine.failed(item.number(), PASSING));
                    case 2 -> lines.add(ItemLine.deferred(item.number()));
                    case 3 -> {}
                    default -> lines.add(done(item.number()));
                  }
                }
                int starts = 1 + random.nextInt(tally.attemptsLeft(share.getFirst().number()));
                boolean lost = random.nextInt(10) == 0;
                settled.addAll(
                    items(
                        lost ? tally.failed(share, LAST) : tally.delivered(share, lines, starts)));
                queue.giveBack(share);
              }
              assertThat(settled)
                  .containsExactlyInAnyOrderElementsOf(
                      IntStream.rangeClosed(1, count).boxed().toList());
              assertThat(tally.isComplete()).isTrue();
            });
  }
}
