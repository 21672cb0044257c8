package io.grapevine.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.LedgerLink;
import io.grapevine.coordination.LedgerVerification;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.coordination.OutcomeLedgerContract;
import io.grapevine.coordination.ReceiptVerdict;
import io.grapevine.coordination.WorkRole;
import io.grapevine.coordination.WorkTotal;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a ledger in SQL promises beside what every ledger does. */
abstract class SqlOutcomeLedgerContract extends OutcomeLedgerContract {
  private static final PeerId SELF = JobSamples.peer(1);
  private final Database database = Database.open(DatabaseConfig.of(freshUrl()));

  abstract String freshUrl();

  @Override
  protected OutcomeLedger open() {
    return open(SELF);
  }

  private OutcomeLedger open(PeerId self) {
    return SqlOutcomeLedger.open(database, self, KEPT, seals);
  }

  @AfterEach
  void closeDatabase() {
    database.close();
  }

  @Test
  void goesOnWhereItWasAfterARestart() {
    append(seals.seal(succeeded(1, 1), succeeded(2, 2)));
    awaitHead(2);
    audit(1);
    List<LedgerEntry> before = ledger().range(1, 10);
    ledger().close();
    try (OutcomeLedger again = open(SELF)) {
      assertThat(again.range(1, 10)).isEqualTo(before);
      assertThat(again.head()).isEqualTo(new LedgerLink(2, before.getLast().hash()));
      assertThat(again.totals(WorkRole.WORKER)).extracting(WorkTotal::jobs).containsExactly(1L);
      again.append(seals.seal(succeeded(1, 1), succeeded(3, 1)), before.getLast().receivedAt());
      await().atMost(Duration.ofSeconds(10)).until(() -> again.head().sequence() == 3);
      assertThat(again.figures().unchecked()).isEqualTo(2);
      again.audit(9, SELF);
      assertThat(again.totals(WorkRole.WORKER)).extracting(WorkTotal::jobs).containsExactly(2L, 1L);
      assertThat(again.verify(1, 10)).isEqualTo(new LedgerVerification(1, 3, null, null));
    }
  }

  @Test
  void peersThatShareADatabaseHaveLedgersOfTheirOwn() {
    append(seals.seal(succeeded(1, 1)));
    awaitHead(1);
    try (OutcomeLedger other = open(JobSamples.peer(2))) {
      assertThat(other.head()).isEqualTo(LedgerLink.START);
      assertThat(other.range(1, 10)).isEmpty();
      assertThat(other.totals(WorkRole.WORKER)).isEmpty();
    }
  }

  @Test
  void whatWasChangedInTheDatabaseShows() {
    for (int i = 1; i <= 5; i++) {
      append(seals.seal(succeeded(i, 1)));
    }
    awaitHead(5);
    change("UPDATE ledger_entries SET place = 1 WHERE sequence = 4");
    assertThat(ledger().verify(1, 10).broken()).isEqualTo(4);
    change("DELETE FROM ledger_entries WHERE sequence = 3");
    assertThat(ledger().verify(1, 10).broken()).isEqualTo(3);
    change(
        "UPDATE ledger_envelopes SET content = (SELECT content FROM ledger_envelopes WHERE"
            + " first_sequence = 1) WHERE first_sequence = 2");
    assertThat(ledger().verify(1, 10).broken()).isEqualTo(2);
    assertThat(ledger().verify(5, 10).sound()).isTrue();
  }

  @Test
  void whatWasDroppedIsNotCountedAgainAfterARestart() {
    for (int i = 1; i <= 2 * KEPT; i++) {
      append(seals.seal(succeeded(i, 1)));
    }
    awaitHead(2 * KEPT);
    audit(2 * KEPT);
    append(seals.seal(succeeded(2 * KEPT + 1, 1)));
    await().atMost(Duration.ofSeconds(10)).until(() -> ledger().checkpoint().sequence() > 0);
    ledger().close();
    try (OutcomeLedger again = open(SELF)) {
      again.append(seals.seal(succeeded(1, 1)), JobSamples.START);
      await().atMost(Duration.ofSeconds(10)).until(() -> again.head().sequence() == 2 * KEPT + 2);
      assertThat(again.audit(9, SELF))
          .extracting(LedgerEntry::receipt)
          .containsExactly(ReceiptVerdict.SIGNED, ReceiptVerdict.STALE);
      assertThat(again.totals(WorkRole.WORKER)).extracting(WorkTotal::jobs).containsExactly(81L);
    }
  }

  @Test
  void nothingIsDroppedBeforeItWasCounted() {
    for (int i = 1; i <= 2 * KEPT; i++) {
      append(seals.seal(succeeded(i, 1)));
    }
    awaitHead(2 * KEPT);
    assertThat(ledger().checkpoint()).isEqualTo(LedgerLink.START);
    audit(KEPT / 2);
    append(seals.seal(succeeded(2 * KEPT + 1, 1)));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ledger().checkpoint().sequence() == KEPT / 2);
  }

  private void change(String sql) {
    database.writer().submit(rows -> rows.add(sql)).join();
  }
}
