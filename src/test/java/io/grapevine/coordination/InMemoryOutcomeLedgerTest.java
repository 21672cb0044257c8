package io.grapevine.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InMemoryOutcomeLedgerTest extends OutcomeLedgerContract {
  @Override
  protected OutcomeLedger open() {
    return new InMemoryOutcomeLedger(KEPT, seals);
  }

  @Test
  void workWhoseEntryWasDroppedIsNotCountedAgain() {
    for (int i = 1; i <= 2 * KEPT; i++) {
      append(seals.seal(succeeded(i, 1)));
      audit(1);
    }
    append(seals.seal(succeeded(1, 1)));
    append(seals.seal(succeeded(2 * KEPT + 1, 1)));
    assertThat(audit(9))
        .extracting(LedgerEntry::receipt)
        .containsExactly(ReceiptVerdict.STALE, ReceiptVerdict.SIGNED);
    assertThat(ledger().totals(WorkRole.WORKER))
        .extracting(WorkTotal::jobs)
        .containsExactly(2L * KEPT + 1);
  }

  @Test
  void whatWasDroppedBeforeSomebodyLookedIsNotCounted() {
    for (int i = 1; i <= KEPT + 2; i++) {
      append(seals.seal(succeeded(i, 1)));
    }
    assertThat(ledger().figures().unchecked()).isEqualTo(KEPT);
    assertThat(audit(2 * KEPT)).hasSize(KEPT);
    assertThat(ledger().totals(WorkRole.WORKER))
        .extracting(WorkTotal::jobs)
        .containsExactly((long) KEPT);
  }
}
