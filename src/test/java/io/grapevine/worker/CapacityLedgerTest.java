package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.worker.DeskScene.SCRAPE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.grapevine.job.WorkType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityLedgerTest {
  private final CapacityLedger ledger = new CapacityLedger(3, Map.of(ECHO, 3, SCRAPE, 1), 1);

  @Test
  void neverGivesMoreThanThereIs() {
    ledger.take(ECHO, Seat.SLOT);
    ledger.take(SCRAPE, Seat.SLOT);
    assertThat(ledger.hasRoomFor(SCRAPE, Seat.SLOT)).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> ledger.take(SCRAPE, Seat.SLOT));
    ledger.take(ECHO, Seat.SLOT);
    assertThat(ledger.hasRoomFor(ECHO, Seat.SLOT)).isFalse();
    ledger.verify(List.of(slot(ECHO), slot(ECHO), slot(SCRAPE)));
    ledger.free(ECHO, Seat.SLOT);
    assertThat(ledger.hasRoomFor(ECHO, Seat.SLOT)).isTrue();
  }

  @Test
  void takesNothingBackThatItDidNotGive() {
    assertThatIllegalStateException().isThrownBy(() -> ledger.free(ECHO, Seat.SLOT));
  }

  @Test
  void noticesHoldersThatItDoesNotKnow() {
    ledger.take(ECHO, Seat.SLOT);
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.verify(List.of()))
        .withMessageContaining("1 of 3 slots");
    assertThatIllegalStateException().isThrownBy(() -> ledger.verify(List.of(slot(SCRAPE))));
  }

  @Test
  void placesInTheQueueAreCountedApartAndOverAllTypes() {
    ledger.take(SCRAPE, Seat.QUEUE);
    assertThat(ledger.hasRoomFor(ECHO, Seat.QUEUE)).isFalse();
    assertThat(ledger.hasRoomFor(SCRAPE, Seat.SLOT)).isTrue();
    assertThat(ledger.room(ECHO, Seat.SLOT)).isEqualTo(3);
    assertThatIllegalStateException().isThrownBy(() -> ledger.take(ECHO, Seat.QUEUE));
    assertThatIllegalStateException()
        .isThrownBy(() -> ledger.verify(List.of(slot(SCRAPE))))
        .withMessageContaining("1 of 1 places in the queue");
    ledger.verify(List.of(new Holding(SCRAPE, Seat.QUEUE)));
  }

  @Test
  void whatIsNotDoneHereHasNoPlaceInTheQueue() {
    assertThat(ledger.hasRoomFor(new WorkType("other"), Seat.QUEUE)).isFalse();
  }

  private static Holding slot(WorkType type) {
    return new Holding(type, Seat.SLOT);
  }
}
