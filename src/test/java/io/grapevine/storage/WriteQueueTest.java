package io.grapevine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.storage.WriteQueue.Waiting;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WriteQueueTest {
  private final WriteQueue queue = new WriteQueue(1_000, 1 << 20);

  @Test
  void whatHoldsNothingUpGoesWithTheNextWriteThatDoes() throws Exception {
    Waiting first = behind();
    Waiting second = behind();
    Waiting third = awaited();
    offer(first, second, third);

    assertThat(queue.next(false)).containsExactly(first, second, third);
    assertThat(queue.size()).isZero();
  }

  @Test
  void anAwaitedWriteEndsTheWaitForCompany() throws Exception {
    try (ExecutorService writer = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 100; round++) {
        Waiting behind = behind();
        Waiting awaited = awaited();
        offer(behind);
        Future<List<Waiting>> group = writer.submit(() -> queue.next(false));
        offer(awaited);

        List<Waiting> taken = group.get(10, TimeUnit.SECONDS);
        if (taken.size() == 1) {
          assertThat(taken).containsExactly(behind);
          assertThat(queue.next(false)).containsExactly(awaited);
        } else {
          assertThat(taken).containsExactly(behind, awaited);
        }
      }
    }
  }

  @Test
  void whatHoldsNothingUpGoesByItselfWhenNoCompanyComes() throws Exception {
    Waiting alone = behind();
    offer(alone);

    assertThat(queue.next(false)).containsExactly(alone);
  }

  @Test
  void whatHoldsNothingUpIsTakenAtOnceWhenTheQueueCloses() throws Exception {
    Waiting alone = behind();
    offer(alone);
    queue.close();

    assertThat(queue.next(false)).containsExactly(alone);
    assertThat(queue.next(false)).isEmpty();
  }

  private void offer(Waiting... all) {
    for (Waiting each : all) {
      assertThat(queue.offer(each, 1)).isTrue();
    }
  }

  private static Waiting awaited() {
    return new Waiting(_ -> {}, 1, true, new CompletableFuture<>());
  }

  private static Waiting behind() {
    return new Waiting(_ -> {}, 1, false, new CompletableFuture<>());
  }
}
