package io.grapevine.libp2p.host;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one recurring task of a host: time-outs of connections, surplus connections, due pushes. */
final class Upkeep implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final long INTERVAL_MILLIS = 250;

  private final ConnectionTable table;
  private final Identify identify;
  private final Refusals refusals;
  private final HostConfig.Times times;
  private final CountDownLatch closed = new CountDownLatch(1);

  Upkeep(ConnectionTable table, Identify identify, Refusals refusals, HostConfig.Times times) {
    this.refusals = refusals;
    this.table = table;
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
    refusals.tick(now);
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
      if (settled && link.giveUp()) {
        link.connection().goAway();
      }
      boolean limitOver =
          link.connection().age().compareTo(times.surplusGrace().plus(times.surplusLimit())) > 0;
      if (link.givenUp() && limitOver) {
        Thread.ofVirtual().name("libp2p-surplus").start(link.connection()::close);
      }
    }
  }

  /**
   * A connection on which no stream can be opened any more (the remote said goodbye, ids ran out)
   * ends with its last stream.
   */
  private void closeUsedUp(PeerLink link) {
    if (!link.connection().usable() && link.connection().streamCount() == 0) {
      Thread.ofVirtual().name("libp2p-used-up").start(link.connection()::close);
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
