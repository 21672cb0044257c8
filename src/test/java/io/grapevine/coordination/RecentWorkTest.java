package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.T0;
import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RecentWorkTest {
  private static final Duration RUN = Duration.ofMillis(5);
  private final SampleSeals seals = new SampleSeals();
  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private final RecentWork work = new RecentWork(peer(99), Duration.ofMinutes(1), 2, now::get);
  private final OutcomeLedger ledger = new InMemoryOutcomeLedger(100, seals);

  RecentWorkTest() {
    ledger.tell(work::appended);
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
    audit();
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

  @Test
  void countsWorkForOthersWhenItsReceiptWasChecked() {
    Outcome forged = Samples.succeeded(job(1), peer(1), content("ok"));
    seals.forge(Objects.requireNonNull(forged.receipt()));
    ledger.append(seals.seal(forged), T0);
    ledger.append(seals.seal(Samples.succeeded(job(2), peer(2), content("ok"))), T0);
    assertThat(work.of(peer(2))).isZero();
    audit();
    assertThat(work.of(peer(1))).isZero();
    assertThat(work.of(peer(2))).isEqualTo(RUN);
  }

  @Test
  void countsWorkForThisPeerAtOnceAndOnce() {
    RecentWork own = new RecentWork(Samples.SELF, Duration.ofMinutes(1), 2, now::get);
    ledger.tell(own::appended);
    ledger.append(seals.seal(Samples.succeeded(job(1), peer(1), content("ok"))), T0);
    assertThat(own.of(peer(1))).isEqualTo(RUN);
    own.audited(ledger.audit(9, Samples.SELF));
    assertThat(own.of(peer(1))).isEqualTo(RUN);
  }

  @Test
  void aCrowdOfInventedWorkersDoesNotPushOutWhatWasDoneForThisPeer() {
    RecentWork own = new RecentWork(Samples.SELF, Duration.ofMinutes(1), 2, now::get);
    ledger.tell(own::appended);
    ledger.append(seals.seal(Samples.succeeded(job(1), peer(1), content("ok"))), T0);
    for (int i = 2; i < 9; i++) {
      ledger.append(seals.seal(elsewhere(Samples.succeeded(job(i), peer(i), content("x")))), T0);
    }
    own.audited(ledger.audit(9, Samples.SELF));
    assertThat(own.of(peer(1))).isEqualTo(RUN);
    assertThat(own.of(peer(8))).isEqualTo(RUN);
    assertThat(own.of(peer(2))).isZero();
  }

  /** The same done for another requester. */
  private static Outcome elsewhere(Outcome outcome) {
    Receipt receipt = Objects.requireNonNull(outcome.receipt());
    return new Outcome(
        outcome.job(),
        outcome.type(),
        outcome.status(),
        peer(77),
        outcome.worker(),
        outcome.attempts(),
        outcome.rounds(),
        null,
        new Receipt(
            receipt.attempt(),
            peer(77),
            receipt.worker(),
            receipt.result(),
            receipt.usage(),
            receipt.envelope()));
  }

  private void done(int number, int worker) {
    ledger.append(
        seals.seal(Samples.succeeded(job(number), peer(worker), content("ok"))), now.get());
    audit();
  }

  private void audit() {
    work.audited(ledger.audit(9, peer(99)));
  }
}
