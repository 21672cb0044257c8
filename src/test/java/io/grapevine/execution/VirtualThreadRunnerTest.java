package io.grapevine.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.coordination.JobRunner.RunListener;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Progress;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VirtualThreadRunnerTest {
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration GRACE = Duration.ofMillis(100);
  private static final int RESULT_SIZE_MAX = 1_000;
  private static final Assignment FIRST = Runs.assignment(1);

  private final Runs heard = new Runs();
  private final CountDownLatch release = new CountDownLatch(1);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final AtomicReference<VirtualThreadRunner> made = new AtomicReference<>();

  @AfterEach
  void letGo() {
    release.countDown();
    VirtualThreadRunner runner = made.get();
    if (runner != null) {
      runner.close();
    }
  }

  private VirtualThreadRunner runner(TestHandler.Work work) {
    return runner(TestHandler.of(work), Duration.ofMillis(50));
  }

  private VirtualThreadRunner runner(TestHandler handler, Duration progressInterval) {
    VirtualThreadRunner runner =
        new VirtualThreadRunner(
            new HandlerCatalog(List.of(handler)),
            Map.of(TestHandler.TYPE, 2),
            new RunnerConfig(RESULT_SIZE_MAX, GRACE, progressInterval, 2));
    made.set(runner);
    return runner;
  }

  private void start(VirtualThreadRunner runner, Assignment assignment, Duration limit) {
    runner.start(assignment, TestHandler.TYPE, Runs.json("{}"), limit, heard);
  }

  private Failure failureOf(TestHandler.Work work) throws InterruptedException {
    start(runner(work), FIRST, LONG);
    return heard.awaitFailure();
  }

  private static WorkResult ofSize(int size) {
    return WorkResult.of("text/plain", new byte[size]);
  }

  private WorkResult blockHeedingInterrupts() throws InterruptedException {
    entered.countDown();
    Thread.sleep(Duration.ofMinutes(5));
    return ofSize(1);
  }

  private WorkResult blockIgnoringInterrupts() {
    entered.countDown();
    boolean released = false;
    while (!released) {
      try {
        released = release.await(1, TimeUnit.MINUTES);
      } catch (InterruptedException ignored) {
        // Just the handler that nobody wants.
      }
    }
    return ofSize(1);
  }

  @Test
  void reportsTheResultWithWhatItCost() throws Exception {
    VirtualThreadRunner runner = runner(job -> ofSize(3));
    runner.start(FIRST, TestHandler.TYPE, Runs.json("[12]"), LONG, heard);
    Runs.Done done = heard.awaitDone();
    assertThat(done.assignment()).isEqualTo(FIRST);
    assertThat(done.result().mediaType()).isEqualTo("text/plain");
    assertThat(done.usage().payloadSize()).isEqualTo(4);
    assertThat(done.usage().resultSize()).isEqualTo(3);
    assertThat(done.usage().runTime()).isBetween(Duration.ZERO, LONG);
    assertThat(runner.figures()).isEqualTo(new RunnerFigures(0, 1, 0, 0, 0, 0));
  }

  @Test
  void namesWhatItDoesAndHowMuchAtOnce() {
    assertThat(runner(job -> ofSize(1)).concurrency())
        .containsExactly(Map.entry(TestHandler.TYPE, 2));
  }

  @Test
  void tellsTheHandlerWhatItRuns() throws Exception {
    AtomicReference<JobContext> context = new AtomicReference<>();
    VirtualThreadRunner runner =
        runner(
            job -> {
              context.set(job);
              assertThat(job.isCancelled()).isFalse();
              assertThat(Thread.currentThread().isVirtual()).isTrue();
              assertThat(job.timeLeft()).isBetween(Duration.ofSeconds(30), LONG);
              assertThat(job.payloadAs(Numbered.class)).isEqualTo(new Numbered(7));
              return ofSize(1);
            });
    runner.start(FIRST, TestHandler.TYPE, Runs.json("{\"n\":7}"), LONG, heard);
    heard.awaitDone();
    assertThat(context.get().attempt()).isEqualTo(FIRST.attempt());
    assertThat(context.get().isCancelled()).isTrue();
  }

  @Test
  void passesVerdictsOn() throws Exception {
    assertThat(
            failureOf(
                job -> {
                  throw WorkException.permanent("never");
                }))
        .isEqualTo(Failure.permanent(FailureCode.WORK_FAILED, "never"));
    assertThat(
            failureOf(
                job -> {
                  throw WorkException.retryable("not now");
                }))
        .isEqualTo(Failure.transientFailure(FailureCode.WORK_FAILED, "not now"));
    assertThat(
            failureOf(
                job -> {
                  throw WorkException.badInput("what?");
                }))
        .isEqualTo(Failure.permanent(FailureCode.INPUT_REJECTED, "what?"));
  }

  @Test
  void turnsAnUnexpectedExceptionIntoARetryableFailureWithoutItsStack() throws Exception {
    Failure failure =
        failureOf(
            job -> {
              throw new IllegalStateException("boom\n\tat secret.Place(X.java:1)");
            });
    assertThat(failure)
        .isEqualTo(
            Failure.transientFailure(
                FailureCode.WORK_FAILED,
                "the handler crashed: java.lang.IllegalStateException: boom"));
  }

  @Test
  void survivesErrors() throws Exception {
    assertThat(failureOf(job -> recurse(job)).detail()).contains("StackOverflowError");
    assertThat(
            failureOf(
                    job -> {
                      throw new NoClassDefFoundError("x/Y");
                    })
                .detail())
        .isEqualTo("the handler crashed: java.lang.NoClassDefFoundError: x/Y");
    VirtualThreadRunner runner =
        runner(
            job -> {
              throw new OutOfMemoryError("Java heap space");
            });
    start(runner, FIRST, LONG);
    assertThat(heard.awaitFailure().retryable()).isTrue();
    assertThat(runner.figures()).isEqualTo(new RunnerFigures(0, 1, 1, 1, 0, 0));
  }

  @SuppressWarnings("InfiniteRecursion") // to overflow the stack
  private static WorkResult recurse(JobContext job) {
    return recurse(job);
  }

  @Test
  void survivesAnExceptionThatCannotBeRead() throws Exception {
    Failure failure =
        failureOf(
            job -> {
              throw new IllegalStateException() {
                @Override
                public String getMessage() {
                  throw new UnsupportedOperationException();
                }
              };
            });
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.detail()).contains("cannot be read");
  }

  @Test
  @SuppressWarnings("NullAway") // what a handler outside null-marked code may do
  void survivesAHandlerThatReturnsNothing() throws Exception {
    assertThat(failureOf(job -> null).detail()).contains("NullPointerException");
  }

  @Test
  void keepsAResultAtTheLimitAndRefusesOnePast() throws Exception {
    start(runner(job -> ofSize(RESULT_SIZE_MAX)), FIRST, LONG);
    assertThat(heard.awaitDone().result().size()).isEqualTo(RESULT_SIZE_MAX);
    Failure failure = failureOf(job -> ofSize(RESULT_SIZE_MAX + 1));
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.detail()).contains("1001").contains("1000");
  }

  @Test
  void rejectsAPayloadThatTheSchemaRefusesWithoutRunning() throws Exception {
    AtomicBoolean ran = new AtomicBoolean();
    TestHandler handler =
        new TestHandler(
            TestHandler.TYPE,
            "{\"properties\": {\"n\": {\"type\": \"integer\"}}}",
            "{}",
            1,
            job -> {
              ran.set(true);
              return ofSize(1);
            });
    VirtualThreadRunner runner = runner(handler, GRACE);
    for (String payload : List.of("{\"n\": \"x\"}", "{", "", "\u0000")) {
      runner.start(FIRST, TestHandler.TYPE, Runs.json(payload), LONG, heard);
      Failure failure = heard.awaitFailure();
      assertThat(failure.code()).isEqualTo(FailureCode.INPUT_REJECTED);
      assertThat(failure.retryable()).isFalse();
    }
    assertThat(ran).isFalse();
  }

  @Test
  void interruptsTheHandlerWhenItsTimeIsOver() throws Exception {
    start(runner(job -> blockHeedingInterrupts()), FIRST, Duration.ofMillis(50));
    Failure failure = heard.awaitFailure();
    assertThat(failure.code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void failsARunWhoseTimeWasOverBeforeItBegan() throws Exception {
    start(runner(job -> blockHeedingInterrupts()), FIRST, Duration.ZERO);
    assertThat(heard.awaitFailure().code()).isEqualTo(FailureCode.DEADLINE_EXCEEDED);
  }

  @Test
  void interruptsTheHandlerWhenStopped() throws Exception {
    VirtualThreadRunner runner = runner(job -> blockHeedingInterrupts());
    start(runner, FIRST, LONG);
    entered.await();
    runner.stop(Runs.assignment(9));
    runner.stop(FIRST);
    runner.stop(FIRST);
    assertThat(heard.awaitFailure().code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(heard.unexpectedEndings()).isZero();
    assertThat(runner.figures().abandoned()).isZero();
  }

  @Test
  void dropsWhatAStoppedHandlerStillReturns() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    VirtualThreadRunner runner =
        runner(
            job -> {
              entered.countDown();
              while (!job.isCancelled()) {
                Thread.onSpinWait();
              }
              job.progress(99, "too late");
              stopped.countDown();
              return ofSize(1);
            });
    start(runner, FIRST, LONG);
    entered.await();
    runner.stop(FIRST);
    assertThat(heard.awaitFailure().code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(stopped.getCount()).isZero();
    assertThat(heard.progress()).isEmpty();
    assertThat(heard.unexpectedEndings()).isZero();
  }

  @Test
  void abandonsAHandlerThatDoesNotHeedItsInterrupt() throws Exception {
    VirtualThreadRunner runner = runner(job -> blockIgnoringInterrupts());
    start(runner, FIRST, LONG);
    entered.await();
    runner.stop(FIRST);
    assertThat(heard.awaitFailure().code()).isEqualTo(FailureCode.CANCELLED);
    assertThat(runner.figures().abandoned()).isEqualTo(1);
    assertThat(runner.figures().abandonedAlive()).isEqualTo(1);
    release.countDown();
    await().until(() -> runner.figures().abandonedAlive() == 0);
    assertThat(heard.unexpectedEndings()).isZero();
  }

  @Test
  void startsNothingWhileTooManyAbandonedThreadsLive() throws Exception {
    Semaphore inside = new Semaphore(0);
    VirtualThreadRunner runner =
        runner(
            job -> {
              inside.release();
              return blockIgnoringInterrupts();
            });
    for (int number = 1; number <= 2; number++) {
      start(runner, Runs.assignment(number), LONG);
      inside.acquire();
      runner.stop(Runs.assignment(number));
      assertThat(heard.awaitFailure().code()).isEqualTo(FailureCode.CANCELLED);
    }
    start(runner, Runs.assignment(3), LONG);
    Failure failure = heard.awaitFailure();
    assertThat(failure.detail()).contains("held up by 2 handlers");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void refusesToRunOneAssignmentTwiceAtOnce() throws Exception {
    VirtualThreadRunner runner = runner(job -> blockHeedingInterrupts());
    start(runner, FIRST, LONG);
    entered.await();
    assertThatThrownBy(() -> start(runner, FIRST, LONG))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("runs already");
  }

  @Test
  void failsATypeThatIsNotEnabled() throws Exception {
    runner(job -> ofSize(1)).start(FIRST, new WorkType("other"), Runs.json("1"), LONG, heard);
    assertThat(heard.awaitFailure().detail()).contains("other is not done by this worker");
  }

  @Test
  void thinsProgressOutAndDeliversTheLatest() throws Exception {
    VirtualThreadRunner runner =
        runner(
            TestHandler.of(
                job -> {
                  for (int percent = -5; percent <= 150; percent++) {
                    job.progress(percent, "x".repeat(300));
                  }
                  await().until(() -> heard.progress().size() == 2);
                  return ofSize(1);
                }),
            Duration.ofMillis(500));
    start(runner, FIRST, LONG);
    heard.awaitDone();
    assertThat(heard.progress()).extracting(Progress::percent).containsExactly(0, 100);
  }

  @Test
  void reportsNoProgressAfterTheEnd() throws Exception {
    AtomicReference<JobContext> context = new AtomicReference<>();
    start(
        runner(
            job -> {
              context.set(job);
              return ofSize(1);
            }),
        FIRST,
        LONG);
    heard.awaitDone();
    context.get().progress(50, "still here");
    assertThat(heard.progress()).isEmpty();
  }

  @Test
  void endsRunsWhenClosed() throws Exception {
    VirtualThreadRunner runner = runner(job -> blockHeedingInterrupts());
    start(runner, FIRST, LONG);
    entered.await();
    runner.close();
    assertThat(heard.unexpectedEndings()).isEqualTo(1);
    assertThat(heard.awaitFailure())
        .isEqualTo(
            Failure.transientFailure(FailureCode.WORK_FAILED, "the worker is shutting down"));
    start(runner, Runs.assignment(2), LONG);
    assertThat(heard.awaitFailure().detail()).isEqualTo("the worker is shutting down");
  }

  @Test
  void closesInTimeThoughAHandlerDoesNotStop() throws Exception {
    VirtualThreadRunner runner = runner(job -> blockIgnoringInterrupts());
    start(runner, FIRST, LONG);
    entered.await();
    runner.close();
    assertThat(heard.awaitFailure().detail()).isEqualTo("the worker is shutting down");
    assertThat(runner.figures().abandoned()).isEqualTo(1);
  }

  @Test
  void isNotHurtByAListenerThatThrows() throws Exception {
    VirtualThreadRunner runner = runner(job -> ofSize(1));
    runner.start(FIRST, TestHandler.TYPE, Runs.json("{}"), LONG, new Deaf());
    await().until(() -> runner.figures().running() == 0);
    start(runner, FIRST, LONG);
    heard.awaitDone();
  }

  private record Numbered(int n) {}

  private static final class Deaf implements RunListener {
    @Override
    public void progressed(Assignment assignment, Progress progress) {
      throw new IllegalStateException("deaf");
    }

    @Override
    public void completed(Assignment assignment, Content result, Usage usage) {
      throw new IllegalStateException("deaf");
    }

    @Override
    public void failed(Assignment assignment, Failure failure) {
      throw new IllegalStateException("deaf");
    }
  }
}
