package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BundlerTest {
  private static final Duration LONG = Duration.ofHours(1);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final BlockingQueue<List<Integer>> said = new LinkedBlockingQueue<>();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void whatComesAloneGoesAtOnce() throws InterruptedException {
    Bundler<Integer> bundler = new Bundler<>(threads, LONG, 1, said::add);
    assertThat(bundler.add(1)).isTrue();
    assertThat(said.poll(10, TimeUnit.SECONDS)).containsExactly(1);
  }

  @Test
  void whatComesWhileTheLastIsSaidGoesTogetherAndInOrder() throws InterruptedException {
    CountDownLatch saying = new CountDownLatch(1);
    CountDownLatch maySay = new CountDownLatch(1);
    Bundler<Integer> bundler =
        new Bundler<>(
            threads,
            Duration.ZERO,
            1,
            bundle -> {
              said.add(bundle);
              saying.countDown();
              awaitQuietly(maySay);
            });
    bundler.add(0);
    saying.await();
    IntStream.range(1, 6).forEach(bundler::add);
    maySay.countDown();
    assertThat(said.poll(10, TimeUnit.SECONDS)).containsExactly(0);
    assertThat(said.poll(10, TimeUnit.SECONDS)).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void whatComesTooSoonWaitsForCompanyUntilTheBundleIsFull() throws InterruptedException {
    Bundler<Integer> bundler = new Bundler<>(threads, LONG, 1, said::add);
    bundler.add(0);
    assertThat(said.poll(10, TimeUnit.SECONDS)).containsExactly(0);
    List<Integer> crowd = IntStream.rangeClosed(1, Bundler.BUNDLE_MAX).boxed().toList();
    crowd.forEach(bundler::add);
    assertThat(said.poll(10, TimeUnit.SECONDS)).isEqualTo(crowd);
  }

  @Test
  void whatComesTooSoonIsSaidWhenThePaceAllows() throws InterruptedException {
    Bundler<Integer> bundler = new Bundler<>(threads, Duration.ofMillis(20), 1, said::add);
    bundler.add(0);
    assertThat(said.poll(10, TimeUnit.SECONDS)).containsExactly(0);
    bundler.add(1);
    assertThat(said.poll(10, TimeUnit.SECONDS)).containsExactly(1);
  }

  @Test
  void whatComesSoonAfterOneThingWaitsForNothingUnlessThereIsACrowd() throws InterruptedException {
    Bundler<Integer> bundler = new Bundler<>(threads, LONG, 2, said::add);
    for (int alone = 0; alone < 10; alone++) {
      bundler.add(alone);
      assertThat(said.poll(10, TimeUnit.SECONDS)).containsExactly(alone);
    }
    List<Integer> crowd = IntStream.range(0, 2 * Bundler.BUNDLE_MAX).boxed().toList();
    crowd.forEach(bundler::add);
    int before = 0;
    while (before < Bundler.BUNDLE_MAX) {
      List<Integer> bundle = said.poll(10, TimeUnit.SECONDS);
      assertThat(bundle).isNotNull();
      before += bundle == null ? 0 : bundle.size();
    }
  }

  @Test
  void takesNoMoreThanItsLimit() {
    CountDownLatch never = new CountDownLatch(1);
    Bundler<Integer> bundler = new Bundler<>(threads, Duration.ZERO, 1, _ -> awaitQuietly(never));
    int taken = 0;
    while (taken <= 2 * Bundler.WAITING_MAX && bundler.add(taken)) {
      taken++;
    }
    assertThat(taken).isBetween(Bundler.WAITING_MAX, Bundler.WAITING_MAX + Bundler.BUNDLE_MAX);
    never.countDown();
  }

  @Test
  void everythingIsSaidOnceWhenManySpeak() throws InterruptedException {
    Bundler<Integer> bundler = new Bundler<>(threads, Duration.ofNanos(100_000), 1, said::add);
    for (int i = 0; i < 8; i++) {
      int from = i * 100;
      threads.execute(() -> IntStream.range(from, from + 100).forEach(bundler::add));
    }
    List<Integer> all = new ArrayList<>();
    while (all.size() < 800) {
      List<Integer> bundle = said.poll(10, TimeUnit.SECONDS);
      assertThat(bundle).as("of %d", all.size()).isNotNull().hasSizeBetween(1, 32);
      all.addAll(bundle == null ? List.of() : bundle);
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 800).boxed().toList());
  }

  @Test
  void takesNothingOnceItsThreadsAreOver() {
    threads.shutdown();
    assertThat(new Bundler<Integer>(threads, LONG, 1, said::add).add(1)).isFalse();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }
}
