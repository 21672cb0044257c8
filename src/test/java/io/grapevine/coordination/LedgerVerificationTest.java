package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.T0;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.peer;
import static io.grapevine.coordination.Samples.refused;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.SignedOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody did who had the ledger in hand shows. */
class LedgerVerificationTest {
  private final SampleSeals seals = new SampleSeals();
  private List<LedgerEntry> entries = List.of();

  @BeforeEach
  void fill() {
    OutcomeLedger ledger = new InMemoryOutcomeLedger(100, seals);
    for (int i = 1; i <= 5; i++) {
      ledger.append(seals.seal(refused(job(i), peer(1))), T0);
    }
    entries = new ArrayList<>(ledger.range(1, 100));
    assertThat(verified().sound()).isTrue();
  }

  @Test
  void anEntryThatWasTakenOutIsMissed() {
    entries.remove(2);
    assertThat(verified().broken()).isEqualTo(3);
    assertThat(verified().reason()).contains("missing");
  }

  @Test
  void entriesThatWereTakenFromTheEndAreMissed() {
    entries.removeLast();
    assertThat(verified().broken()).isEqualTo(5);
  }

  @Test
  void anEntryThatWasReplacedDoesNotFollow() {
    SignedOutcome other = seals.seal(refused(job(9), peer(1))).getFirst();
    LedgerEntry old = entries.get(2);
    entries.set(
        2, new LedgerEntry(3, old.previous(), old.hash(), T0, other, false, ReceiptVerdict.NONE));
    assertThat(verified().broken()).isEqualTo(3);
    assertThat(verified().reason()).contains("does not follow");
  }

  @Test
  void anOutcomeThatIsNotInItsEnvelopeShows() {
    LedgerEntry old = entries.get(2);
    SignedOutcome other = new SignedOutcome(refused(job(9), peer(1)), old.signed().envelope(), 0);
    entries.set(
        2, new LedgerEntry(3, old.previous(), old.hash(), T0, other, false, ReceiptVerdict.NONE));
    assertThat(verified().broken()).isEqualTo(3);
    assertThat(verified().reason()).contains("something else");
  }

  @Test
  void anotherBeginningDoesNotFit() {
    assertThat(
            LedgerVerification.of(new LedgerLink(0, entries.getLast().hash()), entries, 5, seals))
        .extracting(LedgerVerification::broken)
        .isEqualTo(1L);
  }

  private LedgerVerification verified() {
    return LedgerVerification.of(LedgerLink.START, entries, 5, seals);
  }
}
