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
 * Fetches the outcomes that this peer has missed from its neighbours, and serves neighbours that
 * have missed some: when the first connection stands after the start or after all were lost, and
 * every few minutes for what gossip lost. One neighbour may have missed as much, or keep things to
 * itself, so several are asked, one after the other; who connects later is asked too until enough
 * have answered. One that lies is not asked again before a restart.
 */
public final class CatchUp implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CatchUp.class);
  private static final int STREAMS_PER_PEER = 2;
  private static final int LIARS_MAX = 1_000;
  private static final Duration TICK = Duration.ofSeconds(1);
  private static final Duration INTERVAL = Duration.ofMinutes(5);

  /** Neighbours that are asked for the same time. */
  static final int NEIGHBOURS_ASKED = 3;

  /** How long one neighbour may take. */
  private static final Duration READ_LIMIT = Duration.ofMinutes(1);

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
  private Gap gap;
  private boolean cutOff = true;

  private CatchUp(
      PeerNetwork network,
      OutcomeLedger ledger,
      InstantSource clock,
      NetworkObserver observer,
      Duration readLimit) {
    this.network = network;
    this.clock = clock;
    this.observer = observer;
    this.reader = new LedgerReader(network, ledger, clock, readLimit);
    Instant now = clock.instant();
    Instant since =
        ledger.page(new OutcomeQuery(Long.MAX_VALUE, 1)).outcomes().stream()
            .map(newest -> newest.receivedAt())
            .findFirst()
            .orElse(now.minus(HISTORY));
    this.gap = new Gap(since, now);
    this.thread = Thread.ofVirtual().name("grapevine-catch-up").unstarted(this::run);
  }

  /** Serves the ledger and keeps it complete from now on. */
  public static CatchUp start(
      PeerNetwork network, OutcomeLedger ledger, InstantSource clock, NetworkObserver observer) {
    return start(network, ledger, clock, observer, READ_LIMIT);
  }

  static CatchUp start(
      PeerNetwork network,
      OutcomeLedger ledger,
      InstantSource clock,
      NetworkObserver observer,
      Duration readLimit) {
    network.serve(
        new ProtocolBinding(
            Topics.LEDGER_PROTOCOL, STREAMS_PER_PEER, new LedgerServer(ledger, clock, observer)));
    CatchUp catchUp = new CatchUp(network, ledger, clock, observer, readLimit);
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
      if (neighbours.isEmpty()) {
        cutOff = true;
        return;
      }
      Instant now = clock.instant();
      if (cutOff || gap.openedAt().plus(INTERVAL).isBefore(now)) {
        gap = gap.next(now);
        cutOff = false;
      }
      for (PeerId neighbour : neighbours) {
        if (gap.answers() < NEIGHBOURS_ASKED
            && closed.getCount() > 0
            && gap.mayAsk(neighbour, now)) {
          ask(neighbour);
        }
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

  private void ask(PeerId neighbour) {
    Instant now = clock.instant();
    Duration age = Duration.between(gap.since(), now).plus(MARGIN);
    try {
      int outcomes = reader.read(neighbour, age, gap.seen());
      gap.answered(neighbour);
      observer.caughtUp(outcomes);
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
      gap.failed(neighbour, clock.instant());
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
