package io.grapevine.worker;

import io.grapevine.job.WorkType;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which seats are taken, be it by a reservation or by an attempt. Never more slots than there are,
 * over all work types and for each of them, and never more places in the queue than there are.
 */
final class CapacityLedger {
  private final int slots;
  private final SortedMap<WorkType, Integer> limits;
  private final int queueMax;
  private final SortedMap<WorkType, Integer> taken = new TreeMap<>();
  private final SortedMap<WorkType, Integer> queued = new TreeMap<>();
  private int slotsTaken;
  private int queueTaken;

  CapacityLedger(int slots, Map<WorkType, Integer> limits, int queueMax) {
    this.slots = slots;
    this.limits = new TreeMap<>(limits);
    this.queueMax = queueMax;
  }

  /** How many more such seats could be taken for the type. */
  int room(WorkType type, Seat seat) {
    int ofType = limits.getOrDefault(type, 0);
    return switch (seat) {
      case SLOT -> Math.min(slots - slotsTaken, ofType - taken.getOrDefault(type, 0));
      case QUEUE -> ofType == 0 ? 0 : queueMax - queueTaken;
    };
  }

  boolean hasRoomFor(WorkType type, Seat seat) {
    return room(type, seat) > 0;
  }

  /** How many slots there are, over all types. */
  int slots() {
    return slots;
  }

  /** How many slots at most are ever taken for the type at once. */
  int slotsFor(WorkType type) {
    return Math.min(slots, limits.getOrDefault(type, 0));
  }

  /** Takes a seat for which there is room. */
  void take(WorkType type, Seat seat) {
    if (!hasRoomFor(type, seat)) {
      throw new IllegalStateException("no " + seat + " is free for " + type + ": " + this);
    }
    add(type, seat, 1);
  }

  /** Gives a seat back that was taken. */
  void free(WorkType type, Seat seat) {
    if (of(seat).getOrDefault(type, 0) == 0) {
      throw new IllegalStateException("no " + seat + " is taken for " + type + ": " + this);
    }
    add(type, seat, -1);
  }

  private void add(WorkType type, Seat seat, int count) {
    of(seat).merge(type, count, Integer::sum);
    switch (seat) {
      case SLOT -> slotsTaken += count;
      case QUEUE -> queueTaken += count;
    }
  }

  private SortedMap<WorkType, Integer> of(Seat seat) {
    return seat == Seat.SLOT ? taken : queued;
  }

  /**
   * Compares the ledger with those who hold the seats.
   *
   * @throws IllegalStateException if it is wrong, or there are more holders than seats
   */
  void verify(List<Holding> holders) {
    verify(holders, Seat.SLOT, slotsTaken, slots);
    verify(holders, Seat.QUEUE, queueTaken, queueMax);
  }

  private void verify(List<Holding> holders, Seat seat, int total, int most) {
    SortedMap<WorkType, Integer> counted = new TreeMap<>();
    int count = 0;
    for (Holding holding : holders) {
      if (holding.seat() == seat) {
        counted.merge(holding.type(), 1, Integer::sum);
        count++;
      }
    }
    boolean agrees = count == total;
    boolean fits = count <= most;
    for (Map.Entry<WorkType, Integer> entry : counted.entrySet()) {
      int held = entry.getValue();
      agrees &= held == of(seat).getOrDefault(entry.getKey(), 0);
      fits &= seat == Seat.QUEUE || held <= limits.getOrDefault(entry.getKey(), 0);
    }
    if (!agrees || !fits) {
      throw new IllegalStateException(this + ", but as " + seat + " are held " + counted);
    }
  }

  @Override
  public String toString() {
    return "%d of %d slots are taken, by type %s of %s, and %d of %d places in the queue"
        .formatted(slotsTaken, slots, taken, limits, queueTaken, queueMax);
  }
}
