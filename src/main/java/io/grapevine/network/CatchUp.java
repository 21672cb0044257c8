package io.grapevine.network;

import io.grapevine.coordination.NetworkView;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.coordination.OutcomeQuery;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches the outcomes that this peer has missed from a neighbour, and serves neighbours that have
 * missed some: when the first connection stands after the start or after all were lost, and every
 * few minutes for what gossip lost. One neighbour is asked at a time, another one if that fails;
 * one that lies is not asked again before a restart.
 */
public final class CatchUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
  private static final int STREAMS_PER_PEER = 2;
  private static final int NEIGHBOURS_TRIED = 3;
  private static final int LIARS_MAX = 1_000;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  /** Clocks and gossip may differ by so much. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  /** A peer with an empty ledger asks for no more than that. */
  private static final Duration HISTORY = Duration.ofDays(1);

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);

  private final PeerNetwork network;
  private final InstantSource clock;
  private final NetworkObserver observer;
  private final LedgerReader reader;
  private final SequencedSet<PeerId> liars = new LinkedHashSet<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private Instant completeUntil;
  private boolean cutOff = true;

  private CatchUp(
      PeerNetwork network, OutcomeLedger ledger, InstantSource clock, NetworkObserver observer) {
    this.network = network;
    this.clock = clock;
    this.observer = observer;
    this.reader = new LedgerReader(network, ledger, clock);
    this.completeUntil =
        ledger.page(new OutcomeQuery(Long.MAX_VALUE, 1)).outcomes().stream()
            .map(newest -> newest.receivedAt())
            .findFirst()
            .orElse(clock.instant().minus(HISTORY));
    this.thread = Thread.ofVirtual().name("grapevine-catch-up").unstarted(this::run);
  }

  /** Serves the ledger and keeps it complete from now on. */
  public static CatchUp start(
      PeerNetwork network, OutcomeLedger ledger, InstantSource clock, NetworkObserver observer) {
    network.serve(
        new ProtocolBinding(
            Topics.LEDGER_PROTOCOL, STREAMS_PER_PEER, new LedgerServer(ledger, clock, observer)));
    CatchUp catchUp = new CatchUp(network, ledger, clock, observer);
    catchUp.thread.start();
    return catchUp;
  }

  private void run() {
    try {
      do {
        tick();
      } while (!closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void tick() {
    try {
      List<PeerId> neighbours = neighbours();
      Instant now = clock.instant();
      if (neighbours.isEmpty()) {
        cutOff = true;
      } else if (cutOff || completeUntil.plus(INTERVAL).isBefore(now)) {
        catchUp(neighbours, now);
      }
    } catch (RuntimeException failure) {
      LOG.warn("missed outcomes could not be fetched", failure);
    }
  }

  private List<PeerId> neighbours() {
    SequencedSet<PeerId> connected = new LinkedHashSet<>();
    for (NetworkView.Connection connection : network.view().connections()) {
      connected.add(connection.peerId());
    }
    connected.removeAll(liars);
    List<PeerId> neighbours = new ArrayList<>(connected);
    Collections.shuffle(neighbours);
    return neighbours;
  }

  private void catchUp(List<PeerId> neighbours, Instant now) {
    Duration age = Duration.between(completeUntil, now).plus(MARGIN);
    for (PeerId neighbour : neighbours.subList(0, Math.min(NEIGHBOURS_TRIED, neighbours.size()))) {
      try {
        int outcomes = reader.read(neighbour, age);
        completeUntil = now;
        cutOff = false;
        observer.caughtUp(outcomes);
        return;
      } catch (MalformedException lie) {
        LOG.warn(
            "peer {} hands on a ledger that is not sound and is not asked again", neighbour, lie);
        observer.streamMalformed(Topics.LEDGER_PROTOCOL);
        liars.addLast(neighbour);
        if (liars.size() > LIARS_MAX) {
          liars.removeFirst();
        }
      } catch (IOException unreachable) {
        LOG.debug("peer {} could not be asked for missed outcomes", neighbour, unreachable);
      }
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      if (!thread.join(CLOSE_LIMIT)) {
        thread.interrupt();
      }
    } catch (InterruptedException again) {
      Thread.currentThread().interrupt();
    }
  }
}
