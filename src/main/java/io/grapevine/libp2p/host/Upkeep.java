package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.ByteBudget;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one recurring task of a host: time-outs of connections, surplus connections, due pushes. */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long INTERVAL_MILLIS = 250;

  /** Streams reset in one turn to make room. */
  private static final int MAX_RESETS = 1024;

  private final ConnectionTable table;
  private final PeerStore store;
  private final Identify identify;
  private final Trimmer trimmer;
  private final Refusals refusals;
  private final ByteBudget buffers;
  private final HostConfig.Times times;
  private final CountDownLatch closed = new CountDownLatch(1);

  Upkeep(
      ConnectionTable table,
      PeerStore store,
      Identify identify,
      Refusals refusals,
      ByteBudget buffers,
      Trimmer trimmer,
      HostConfig.Times times) {
    this.buffers = buffers;
    this.trimmer = trimmer;
    this.refusals = refusals;
    this.table = table;
    this.store = store;
    this.identify = identify;
    this.times = times;
  }

  void start() {
    Thread.ofVirtual().name("libp2p-upkeep").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        try {
          once(System.nanoTime());
        } catch (RuntimeException e) {
          LOG.warn("upkeep of connections failed", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("upkeep was interrupted");
    }
  }

  private void once(long now) {
    table.all().forEach(link -> link.connection().tick(now));
    table.all().forEach(this::closeUsedUp);
    table.peers().forEach(peer -> closeSurplus(table.links(peer)));
    identify.tick(now);
    makeRoom();
    refusals.tick(now);
    trimmer.trim(table.all());
  }

  /**
   * Both ends prefer the same connection, so they give up the same others: they say goodbye there,
   * which keeps new streams away. The connection ends with its last stream, or when the limit is
   * over.
   */
  private void closeSurplus(List<PeerLink> links) {
    for (PeerLink link : links.subList(Math.min(1, links.size()), links.size())) {
      boolean settled =
          links.stream().allMatch(l -> l.connection().age().compareTo(times.surplusGrace()) > 0);
      if (settled && standsGoodbye(link) && link.giveUp()) {
        link.connection().goAway();
      }
    }
  }

  /**
   * A goodbye lets open streams go on, but not with js-libp2p (3.3 at least): it drops them all
   * without a word, and what is sent on them is lost. There it has to wait for the last one.
   */
  private boolean standsGoodbye(PeerLink link) {
    return link.connection().streamCount() == 0 || !store.isJs(link.peer());
  }

  /** Takes memory from whoever holds the most while it is nearly used up. */
  private void makeRoom() {
    for (int resets = 0; resets < MAX_RESETS; resets++) {
      Optional<PeerId> debtor = buffers.debtor();
      boolean reset =
          debtor.isPresent()
              && table.links(debtor.get()).stream()
                  .anyMatch(link -> link.connection().resetLargest());
      if (!reset) {
        return;
      }
    }
  }

  /**
   * A connection on which no stream can be opened any more (either side said goodbye, ids ran out)
   * ends with its last stream; one that this side gave up ends at the limit for that.
   */
  private void closeUsedUp(PeerLink link) {
    boolean empty = !link.connection().usable() && link.connection().streamCount() == 0;
    if (empty || link.givenUpFor(times.surplusLimit())) {
      Thread.ofVirtual().name("libp2p-used-up").start(link.connection()::close);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
