package io.grapevine.coordination;

import static io.grapevine.coordination.ReceiptVerdict.FORGED;
import static io.grapevine.coordination.ReceiptVerdict.NONE;
import static io.grapevine.coordination.ReceiptVerdict.SIGNED;
import static io.grapevine.coordination.ReceiptVerdict.UNCHECKED;
import static io.grapevine.coordination.Samples.T0;
import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.peer;
import static io.grapevine.coordination.Samples.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.job.Digest;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every ledger promises. */
public abstract class OutcomeLedgerContract {
  protected static final int KEPT = 40;
  protected final SampleSeals seals = new SampleSeals();
  protected final List<LedgerEntry> told = new CopyOnWriteArrayList<>();
  private OutcomeLedger ledger = new InMemoryOutcomeLedger(1, seals);

  /** An empty one that keeps {@link #KEPT} entries, or a few more for a while. */
  protected abstract OutcomeLedger open();

  @BeforeEach
  final void start() {
    ledger = open();
    ledger.tell(told::addAll);
  }

  protected final OutcomeLedger ledger() {
    return ledger;
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  @Test
  void linksEntriesAsDocumented() throws Exception {
    append(seals.seal(refused(job(1), peer(1)), refused(job(2), peer(1))));
    awaitHead(2);
    LedgerEntry second = ledger.range(2, 1).getFirst();
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    byte[] envelope = sha.digest(second.signed().envelope().array());
    sha.update("grapevine-ledger-1\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    sha.update(HexFormat.of().parseHex(ledger.range(1, 1).getFirst().hash().hex()));
    sha.update(new byte[] {0, 0, 0, 0, 0, 0, 0, 2});
    sha.update(new byte[] {0, 0, 0, 1});
    assertThat(second.hash()).isEqualTo(Digest.ofDigest(sha.digest(envelope)));
    assertThat(ledger.head()).isEqualTo(new LedgerLink(2, second.hash()));
    assertThat(ledger.range(1, 1).getFirst().previous()).isEqualTo(LedgerChain.GENESIS);
  }

  @Test
  void keepsTheFirstOutcomeOfAJobAndRequester() {
    append(seals.seal(refused(job(1), peer(1))));
    append(seals.seal(refused(job(1), peer(1))));
    append(seals.seal(refused(job(1), peer(2))));
    awaitHead(2);
    assertThat(ledger.find(peer(1), job(1))).map(LedgerEntry::sequence).contains(1L);
    assertThat(ledger.find(peer(2), job(1))).map(LedgerEntry::sequence).contains(2L);
    assertThat(ledger.find(peer(3), job(1))).isEmpty();
    assertThat(ledger.figures()).isEqualTo(new LedgerFigures(2, 0, 0, 2, 0));
    assertThat(told).extracting(LedgerEntry::sequence).containsExactly(1L, 2L);
  }

  @Test
  void marksASecondOutcomeThatDiffersAndDoesNotCountIt() {
    Outcome first = succeeded(1, 1);
    append(seals.seal(first));
    awaitHead(1);
    append(seals.seal(refused(job(1), first.requester())));
    append(seals.seal(first));
    append(seals.seal(refused(job(9), peer(9))));
    awaitHead(3);
    assertThat(ledger.range(1, 9))
        .extracting(LedgerEntry::conflicting)
        .containsExactly(false, true, false);
    assertThat(ledger.find(first.requester(), job(1))).map(LedgerEntry::sequence).contains(1L);
    assertThat(ledger.figures().conflicting()).isEqualTo(1);
    assertThat(audit(9)).hasSize(3);
    assertThat(ledger.totals(WorkRole.WORKER)).extracting(WorkTotal::jobs).containsExactly(1L);
    assertThat(ledger.verify(1, 100).sound()).isTrue();
  }

  @Test
  void marksConflictsWithinOneEnvelopeToo() {
    Outcome first = succeeded(1, 1);
    append(seals.seal(first, refused(job(1), first.requester()), first));
    awaitHead(2);
    assertThat(ledger.range(1, 9))
        .extracting(LedgerEntry::conflicting)
        .containsExactly(false, true);
  }

  @Test
  void sumsWorkByWhoDidItAndWhoAskedForIt() {
    append(seals.seal(succeeded(1, 1), succeeded(2, 2), succeeded(3, 2)));
    append(seals.seal(refused(job(4), peer(3))));
    awaitHead(4);
    audit(9);
    Duration one = Duration.ofMillis(5);
    assertThat(ledger.totals(WorkRole.WORKER))
        .containsExactly(
            new WorkTotal(peer(2), 2, one.multipliedBy(2), 20, 4),
            new WorkTotal(peer(1), 1, one, 10, 2));
    assertThat(ledger.totals(WorkRole.REQUESTER))
        .containsExactly(new WorkTotal(Samples.SELF, 3, one.multipliedBy(3), 30, 6));
  }

  @Test
  void pagesFromTheNewestAndFilters() {
    for (int i = 1; i <= 6; i++) {
      ledger.append(
          seals.seal(i % 2 == 0 ? succeeded(i, 1) : refused(job(i), peer(7))), T0.plusSeconds(i));
    }
    awaitHead(6);
    OutcomePage first = ledger.page(new OutcomeQuery(Long.MAX_VALUE, 4));
    assertThat(sequences(first)).containsExactly(6L, 5L, 4L, 3L);
    assertThat(first.next()).isEqualTo(3L);
    OutcomePage last = ledger.page(new OutcomeQuery(3, 4));
    assertThat(sequences(last)).containsExactly(2L, 1L);
    assertThat(last.next()).isNull();
    long all = Long.MAX_VALUE;
    assertThat(
            sequences(
                ledger.page(new OutcomeQuery(all, 9, JobStatus.SUCCEEDED, null, null, null, null))))
        .containsExactly(6L, 4L, 2L);
    assertThat(sequences(ledger.page(new OutcomeQuery(all, 9, null, peer(7), null, null, null))))
        .containsExactly(5L, 3L, 1L);
    assertThat(
            sequences(
                ledger.page(
                    new OutcomeQuery(
                        all, 9, null, null, peer(1), Samples.ECHO, T0.plusSeconds(4)))))
        .containsExactly(6L, 4L);
    assertThat(ledger.firstSince(T0.plusSeconds(4))).isEqualTo(4);
    assertThat(ledger.firstSince(T0.plusSeconds(7))).isEqualTo(7);
    assertThat(ledger.page(new OutcomeQuery(all, 1)).outcomes().getFirst().signed())
        .isEqualTo(ledger.range(6, 1).getFirst().signed());
  }

  @Test
  void verifiesTheSignaturesOfARange() {
    append(seals.seal(refused(job(1), peer(1))));
    List<SignedOutcome> second = seals.seal(refused(job(2), peer(1)), refused(job(3), peer(1)));
    append(second);
    append(seals.seal(refused(job(4), peer(1))));
    awaitHead(4);
    assertThat(ledger.verify(1, 100)).isEqualTo(new LedgerVerification(1, 4, null, null));
    assertThat(ledger.verify(3, 1)).isEqualTo(new LedgerVerification(3, 3, null, null));
    assertThat(ledger.verify(9, 5)).isEqualTo(new LedgerVerification(5, 4, null, null));
    seals.forge(second.getFirst().envelope());
    LedgerVerification found = ledger.verify(1, 100);
    assertThat(found.broken()).isEqualTo(2);
    assertThat(found.reason()).contains("wrong signature");
    assertThat(ledger.verify(4, 100).sound()).isTrue();
  }

  @Test
  void dropsTheOldestAndStillVerifies() {
    for (int i = 1; i <= 3 * KEPT; i++) {
      append(seals.seal(succeeded(i, 1)));
      if (i % 10 == 0) {
        awaitHead(i);
        audit(10);
      }
    }
    append(seals.seal(refused(job(3 * KEPT + 1), peer(3))));
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ledger.figures().entries() <= KEPT + KEPT / 4);
    assertThat(ledger.checkpoint().sequence()).isBetween(KEPT + 1L, 2L * KEPT + 1);
    LedgerEntry oldest = ledger.range(1, 1).getFirst();
    assertThat(oldest.sequence()).isEqualTo(ledger.checkpoint().sequence() + 1);
    assertThat(oldest.previous()).isEqualTo(ledger.checkpoint().hash());
    assertThat(ledger.verify(1, 1_000))
        .isEqualTo(new LedgerVerification(oldest.sequence(), 3 * KEPT + 1, null, null));
    assertThat(ledger.find(Samples.SELF, job(1))).isEmpty();
    assertThat(ledger.totals(WorkRole.WORKER)).extracting(WorkTotal::jobs).containsExactly(120L);
  }

  @Test
  void countsWorkOnlyWhenItsWorkersSignatureWasChecked() {
    append(seals.seal(succeeded(1, 1), refused(job(2), peer(1)), succeeded(3, 1)));
    awaitHead(3);
    assertThat(verdicts()).containsExactly(UNCHECKED, NONE, UNCHECKED);
    assertThat(ledger.totals(WorkRole.WORKER)).isEmpty();
    assertThat(audit(2)).extracting(LedgerEntry::receipt).containsExactly(SIGNED, NONE);
    assertThat(ledger.figures().unchecked()).isEqualTo(1);
    assertThat(verdicts()).containsExactly(SIGNED, NONE, UNCHECKED);
    assertThat(ledger.totals(WorkRole.WORKER)).extracting(WorkTotal::jobs).containsExactly(1L);
    assertThat(audit(9)).extracting(LedgerEntry::sequence).containsExactly(3L);
    assertThat(audit(9)).isEmpty();
    assertThat(ledger.figures().unchecked()).isZero();
    assertThat(ledger.totals(WorkRole.WORKER)).extracting(WorkTotal::jobs).containsExactly(2L);
  }

  @Test
  void aReceiptThatItsWorkerDidNotSignCountsNowhereAndDoesNotSpoilTheChain() {
    Outcome forged = succeeded(2, 2);
    seals.forge(Objects.requireNonNull(forged.receipt()));
    append(seals.seal(succeeded(1, 1), forged, succeeded(3, 1)));
    awaitHead(3);
    audit(9);
    assertThat(verdicts()).containsExactly(SIGNED, FORGED, SIGNED);
    assertThat(ledger.figures().forged()).isEqualTo(1);
    assertThat(ledger.totals(WorkRole.WORKER)).extracting(WorkTotal::peer).containsExactly(peer(1));
    assertThat(ledger.verify(1, 9)).isEqualTo(new LedgerVerification(1, 3, null, null, 1, 2L));
  }

  @Test
  void itsOwnOutcomesNeedNoSecondLook() {
    Outcome own = succeeded(1, 1);
    seals.forge(Objects.requireNonNull(own.receipt()));
    append(seals.seal(own));
    awaitHead(1);
    assertThat(ledger.audit(9, own.requester())).hasSize(1);
    assertThat(verdicts()).containsExactly(SIGNED);
  }

  private List<ReceiptVerdict> verdicts() {
    return ledger.range(1, 100).stream().map(LedgerEntry::receipt).toList();
  }

  protected final List<LedgerEntry> audit(int most) {
    return ledger.audit(most, peer(99));
  }

  protected final void append(List<SignedOutcome> envelope) {
    ledger.append(envelope, T0);
  }

  protected final void awaitHead(long sequence) {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> ledger.head().sequence(), head -> head == sequence);
  }

  protected static Outcome succeeded(int number, int worker) {
    return Samples.succeeded(job(number), peer(worker), content("ok"));
  }

  private static List<Long> sequences(OutcomePage page) {
    List<Long> sequences = new ArrayList<>();
    page.outcomes().forEach(entry -> sequences.add(entry.sequence()));
    return sequences;
  }
}
