package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.T0;
import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecentWorkTest {
  private static final Duration RUN = Duration.ofMillis(5);
  private final SampleSeals seals = new SampleSeals();
  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private final RecentWork work = new RecentWork(Duration.ofMinutes(1), 2, now::get);
  private final OutcomeLedger ledger = new InMemoryOutcomeLedger(100, seals);

  RecentWorkTest() {
    ledger.tell(work::count);
  }

  @Test
  void addsUpWhatAWorkerDid() {
    done(1, 1);
    done(2, 1);
    done(3, 2);
    assertThat(work.of(peer(1))).isEqualTo(RUN.multipliedBy(2));
    assertThat(work.of(peer(2))).isEqualTo(RUN);
    assertThat(work.of(peer(3))).isZero();
  }

  @Test
  void countsHalfAfterEachHalfLife() {
    done(1, 1);
    now.set(T0.plusSeconds(120));
    assertThat(work.of(peer(1))).isEqualTo(RUN.dividedBy(4));
    done(2, 1);
    assertThat(work.of(peer(1))).isEqualTo(RUN.plus(RUN.dividedBy(4)));
  }

  @Test
  void countsNoConflictingOutcomes() {
    done(1, 1);
    ledger.append(seals.seal(Samples.succeeded(job(1), peer(2), content("other"))), T0);
    assertThat(ledger.head().sequence()).isEqualTo(2);
    assertThat(work.of(peer(2))).isZero();
  }

  @Test
  void forgetsTheWorkerThatWasHeardOfLongestAgo() {
    done(1, 1);
    done(2, 2);
    done(3, 1);
    done(4, 3);
    assertThat(work.of(peer(1))).isPositive();
    assertThat(work.of(peer(2))).isZero();
    assertThat(work.of(peer(3))).isPositive();
  }

  private void done(int number, int worker) {
    ledger.append(
        seals.seal(Samples.succeeded(job(number), peer(worker), content("ok"))), now.get());
  }
}
