package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.content;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.BatchItem;
import io.grapevine.job.Bytes;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.ItemLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchQueueTest {
  private final BatchTally tally = new BatchTally(Samples.spec(1, Map.of()), 10_000);
  private final BatchQueue queue = queue(10_000, 10);

  private BatchQueue queue(int items, int size) {
    return new BatchQueue(
        IntStream.range(0, items).mapToObj(_ -> Bytes.wrap(new byte[size])).toList(), tally);
  }

  @Test
  void beginsCarefullyAndGrowsWithWhatWorkersDo() {
    assertThat(queue.cut(4)).hasSize(BatchQueue.ITEMS_FIRST);
    queue.learn(64, 64);
    assertThat(queue.cut(4)).hasSize(128);
    queue.learn(128, 128);
    queue.learn(256, 256);
    assertThat(queue.cut(4)).hasSize(BatchQueue.ITEMS_MAX);
  }

  @Test
  void givesNoMoreThanAWorkerCameTo() {
    queue.learn(5, 64);
    assertThat(queue.cut(4)).hasSize(5);
    queue.learn(0, 5);
    assertThat(queue.cut(4)).hasSize(1);
  }

  @Test
  void cutsSmallerSharesTowardsTheEnd() {
    queue.learn(256, 256);
    List<Integer> sizes = new ArrayList<>();
    while (queue.size() > 0) {
      sizes.add(queue.cut(10).size());
    }
    assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(10_000);
    assertThat(sizes).isSortedAccordingTo((one, other) -> other - one).last().isEqualTo(1);
    assertThat(sizes.getFirst()).isEqualTo(256);
  }

  @Test
  void boundsTheBytesOfAShare() {
    BatchQueue large = queue(20, 300_000);
    assertThat(large.cut(1)).hasSize(3);
  }

  @Test
  void sendsAnItemAloneThatIsLargerThanAShare() {
    BatchQueue large = queue(20, BatchQueue.BYTES_MAX + 1);
    assertThat(large.cut(1)).hasSize(1);
  }

  @Test
  void sendsWhatWasGivenBackFirst() {
    List<BatchItem> first = queue.cut(100);
    tally.delivered(first, List.of(ItemLine.succeeded(first.getFirst().number(), content("x"))), 1);
    queue.giveBack(first);
    List<BatchItem> second = queue.cut(100);
    assertThat(second.getFirst().number()).isEqualTo(2);
    assertThat(second.getFirst().attempt()).isEqualTo(2);
    assertThat(queue.size()).isEqualTo(10_000 - 1 - second.size());
  }

  @Test
  void keepsItemsApartThatWereNotTriedEquallyOften() {
    List<BatchItem> first = queue.cut(100);
    BatchItem failed = first.getFirst();
    tally.delivered(
        first,
        first.stream()
            .map(
                item ->
                    item.equals(failed)
                        ? ItemLine.failed(
                            item.number(),
                            Failure.transientFailure(FailureCode.WORK_FAILED, "not now"))
                        : ItemLine.deferred(item.number()))
            .toList(),
        1);
    queue.giveBack(first);
    assertThat(queue.cut(100)).hasSize(1).first().isEqualTo(again(failed));
    assertThat(queue.cut(100)).hasSizeGreaterThan(1).allMatch(item -> item.attempt() == 1);
  }

  private static BatchItem again(BatchItem item) {
    return new BatchItem(item.number(), item.attempt() + 1, item.payload());
  }

  @Test
  void goesOnWithWhatIsNotSettledAfterARestart() {
    List<BatchItem> first = queue.cut(100);
    tally.delivered(
        first, first.stream().map(i -> ItemLine.succeeded(i.number(), content("x"))).toList(), 1);
    List<BatchItem> underWay = queue.cut(100);
    queue.restore();
    queue.remove(underWay);
    assertThat(queue.size()).isEqualTo(10_000 - first.size() - underWay.size());
    assertThat(queue.cut(100).getFirst().number()).isEqualTo(underWay.getLast().number() + 1);
  }
}
