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
 * The work of the workers in a ledger, halved with every half-life that has passed since. Work for
 * this peer counts at once, work for others when the worker's signature on the receipt was checked:
 * so nobody but a worker itself can add to what it seems to have done. Of more workers than it
 * remembers, it forgets the one that was heard of longest ago; anybody can make up workers, so that
 * work for this peer is remembered apart from the rest.
 */
final class RecentWork implements WorkDone {
  private final Duration halfLife;
  private final int workersMax;
  private final InstantSource clock;
  private final PeerId self;
  private final SequencedMap<PeerId, Sum> own = new LinkedHashMap<>();
  private final SequencedMap<PeerId, Sum> others = new LinkedHashMap<>();
  private volatile Instant askedAt = Instant.MIN;

  /** A sum that was right at that time. */
  private record Sum(double nanos, Instant at) {}

  RecentWork(PeerId self, Duration halfLife, int workersMax, InstantSource clock) {
    this.self = self;
    this.halfLife = halfLife;
    this.workersMax = workersMax;
    this.clock = clock;
  }

  /** Counts what was appended, as far as it is work for this peer. */
  synchronized void appended(List<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      Receipt receipt = entry.signed().outcome().receipt();
      if (receipt != null && receipt.requester().equals(self) && !entry.conflicting()) {
        add(own, receipt, entry.receivedAt());
      }
    }
  }

  /** Counts what an audit has found, as far as it is work for others. */
  synchronized void audited(List<LedgerEntry> entries) {
    for (LedgerEntry entry : entries) {
      Receipt receipt = entry.signed().outcome().receipt();
      if (receipt != null
          && entry.receipt() == ReceiptVerdict.SIGNED
          && !receipt.requester().equals(self)
          && !entry.conflicting()) {
        add(others, receipt, entry.receivedAt());
      }
    }
  }

  /** When somebody asked last; {@link Instant#MIN} if nobody did. */
  Instant askedAt() {
    return askedAt;
  }

  private void add(SequencedMap<PeerId, Sum> sums, Receipt receipt, Instant at) {
    PeerId worker = receipt.worker();
    Duration runTime = receipt.usage().runTime();
    Sum old = sums.get(worker);
    double before = old == null ? 0 : faded(old, at);
    sums.putLast(worker, new Sum(before + runTime.toNanos(), at));
    if (sums.size() > workersMax) {
      sums.pollFirstEntry();
    }
  }

  @Override
  public synchronized Duration of(PeerId worker) {
    Instant now = clock.instant();
    askedAt = now;
    return of(own, worker, now).plus(of(others, worker, now));
  }

  private Duration of(SequencedMap<PeerId, Sum> sums, PeerId worker, Instant now) {
    Sum sum = sums.get(worker);
    return sum == null ? Duration.ZERO : Duration.ofNanos((long) faded(sum, now));
  }

  private double faded(Sum sum, Instant now) {
    double halves =
        Math.max(0, Duration.between(sum.at(), now).toNanos()) / (double) halfLife.toNanos();
    return sum.nanos() * Math.pow(0.5, halves);
  }
}
