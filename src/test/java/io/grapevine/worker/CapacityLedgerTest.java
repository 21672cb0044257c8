package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.worker.DeskScene.SCRAPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityLedgerTest {
  private final CapacityLedger ledger = new CapacityLedger(3, Map.of(ECHO, 3, SCRAPE, 1));

  @Test
  void neverGivesMoreThanThereIs() {
    ledger.take(ECHO);
    ledger.take(SCRAPE);
    assertThat(ledger.hasRoomFor(SCRAPE)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> ledger.take(SCRAPE));
    ledger.take(ECHO);
    assertThat(ledger.hasRoomFor(ECHO)).isFalse();
    ledger.verify(List.of(ECHO, ECHO, SCRAPE));
    ledger.free(ECHO);
    assertThat(ledger.hasRoomFor(ECHO)).isTrue();
  }

  @Test
  void takesNothingBackThatItDidNotGive() {
    assertThatIllegalStateException().isThrownBy(() -> ledger.free(ECHO));
  }

  @Test
  void noticesHoldersThatItDoesNotKnow() {
    ledger.take(ECHO);
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.verify(List.of()))
        .withMessageContaining("1 of 3 slots");
    assertThatIllegalStateException().isThrownBy(() -> ledger.verify(List.of(SCRAPE)));
  }
}
