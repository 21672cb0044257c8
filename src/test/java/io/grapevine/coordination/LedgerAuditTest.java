package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.T0;
import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LedgerAuditTest {
  private static final int KEPT = 4_000;
  private final SampleSeals seals = new SampleSeals();
  private final AtomicReference<Instant> now = new AtomicReference<>(T0);
  private final OutcomeLedger ledger = new InMemoryOutcomeLedger(KEPT, seals);
  private final RecentWork work = new RecentWork(peer(99), Duration.ofMinutes(1), 9, now::get);
  private final LedgerAudit audit = new LedgerAudit(ledger, work, peer(99), KEPT, now::get);
  private int jobs;

  @Test
  void looksAtAFewReceiptsAtATime() {
    hear(LedgerAudit.TOGETHER + 1);
    audit.step();
    assertThat(ledger.figures().unchecked()).isEqualTo(1);
    audit.step();
    assertThat(ledger.figures().unchecked()).isZero();
    assertThat(audit.step()).isPositive();
  }

  @Test
  void waitsWhileOutcomesComeFast() {
    busily();
    audit.step();
    assertThat(ledger.figures().unchecked()).isEqualTo(LedgerAudit.BUSY_PER_SECOND + 1);
    later();
    audit.step();
    assertThat(ledger.figures().unchecked())
        .isEqualTo(LedgerAudit.BUSY_PER_SECOND + 1 - LedgerAudit.TOGETHER);
  }

  @Test
  void doesNotWaitWhenWorkersAreRankedByTheirWork() {
    busily();
    assertThat(work.of(peer(1))).isZero();
    audit.step();
    assertThat(work.of(peer(1))).isPositive();
  }

  @Test
  void doesNotRestWhenTooMuchWaits() {
    hear(KEPT / 4 + LedgerAudit.TOGETHER);
    later();
    assertThat(audit.step()).isZero();
    assertThat(audit.step()).isZero();
    assertThat(ledger.figures().unchecked()).isEqualTo(KEPT / 4 - LedgerAudit.TOGETHER);
    assertThat(audit.step()).isPositive();
  }

  @Test
  void passesOnWhatIsAppendedAndRemembersWhatWasThere() {
    hear(3);
    ledger.audit(9, peer(99));
    List<LedgerEntry> heard = new ArrayList<>();
    try (audit) {
      audit.start(heard::addAll);
      assertThat(work.of(peer(1))).isEqualTo(Duration.ofMillis(15));
      hear(1);
      assertThat(heard).hasSize(1);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> work.of(peer(1)).equals(Duration.ofMillis(20)));
    }
  }

  private void busily() {
    hear(LedgerAudit.BUSY_PER_SECOND + 1);
    later();
  }

  private void later() {
    now.set(now.get().plusSeconds(1));
  }

  private void hear(int outcomes) {
    for (int i = 0; i < outcomes; i++) {
      ledger.append(seals.seal(Samples.succeeded(job(++jobs), peer(1), content("ok"))), now.get());
    }
  }
}
