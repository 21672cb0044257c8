package io.grapevine.coordination;

import io.grapevine.job.Receipt;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The work of the workers whose outcomes were appended to a ledger, halved with every half-life
 * that has passed since. Of more workers than it remembers, it forgets the one that was heard of
 * longest ago.
 */
final class RecentWork implements WorkDone {
  private final Duration halfLife;
  private final int workersMax;
  private final InstantSource clock;
  private final SequencedMap<PeerId, Sum> sums = new LinkedHashMap<>();

  /** A sum that was right at that time. */
  private record Sum(double nanos, Instant at) {}

  RecentWork(Duration halfLife, int workersMax, InstantSource clock) {
    this.halfLife = halfLife;
    this.workersMax = workersMax;
    this.clock = clock;
  }

  /** Counts what was appended. */
  synchronized void count(List<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      Receipt receipt = entry.signed().outcome().receipt();
      if (receipt != null && !entry.conflicting()) {
        add(receipt.worker(), receipt.usage().runTime(), entry.receivedAt());
      }
    }
  }

  private void add(PeerId worker, Duration runTime, Instant at) {
    Sum old = sums.get(worker);
    double before = old == null ? 0 : faded(old, at);
    sums.putLast(worker, new Sum(before + runTime.toNanos(), at));
    if (sums.size() > workersMax) {
      sums.pollFirstEntry();
    }
  }

  @Override
  public synchronized Duration of(PeerId worker) {
    Sum sum = sums.get(worker);
    return sum == null ? Duration.ZERO : Duration.ofNanos((long) faded(sum, clock.instant()));
  }

  private double faded(Sum sum, Instant now) {
    double halves =
        Math.max(0, Duration.between(sum.at(), now).toNanos()) / (double) halfLife.toNanos();
    return sum.nanos() * Math.pow(0.5, halves);
  }
}
