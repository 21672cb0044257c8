package io.grapevine.libp2p.host;

import io.grapevine.libp2p.host.DialException.Reason;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Tries the addresses of one peer, each with a head start over the next; the first that leads to
 * the peer wins and the rest are abandoned.
 */
final class AddressRace {
  /** Dials one address to the end: a connection in the table, or an exception. */
  @FunctionalInterface
  interface Attempt {
    PeerLink run(Optional<PeerId> peer, Multiaddr address, Deadline deadline, AtomicBoolean decided)
        throws IOException;
  }

  private final Attempt attempt;
  private final HostConfig.Times times;

  AddressRace(Attempt attempt, HostConfig.Times times) {
    this.attempt = attempt;
    this.times = times;
  }

  private record Result(@Nullable PeerLink link, @Nullable IOException failure) {}

  PeerLink run(Optional<PeerId> peer, List<Multiaddr> addresses, Deadline deadline)
      throws IOException, InterruptedException {
    List<Multiaddr> dialable = addresses.stream().filter(Multiaddr::isPlainTcp).toList();
    if (dialable.isEmpty()) {
      throw new DialException(
          Reason.NO_ADDRESS, "no address to dial " + peer.map(PeerId::toString).orElse("a peer"));
    }
    BlockingQueue<Result> results = new LinkedBlockingQueue<>();
    AtomicBoolean decided = new AtomicBoolean();
    try {
      return await(peer, dialable, deadline, results, decided);
    } finally {
      decided.set(true);
    }
  }

  private PeerLink await(
      Optional<PeerId> peer,
      List<Multiaddr> addresses,
      Deadline deadline,
      BlockingQueue<Result> results,
      AtomicBoolean decided)
      throws IOException, InterruptedException {
    int started = 0;
    int failed = 0;
    IOException last = new DialException(Reason.TIMEOUT, "no address answered in time");
    while (!deadline.over() && failed < addresses.size()) {
      if (started < addresses.size()) {
        start(peer, addresses.get(started++), deadline, results, decided);
      }
      boolean more = started < addresses.size();
      long nanos = (more ? deadline.atMost(times.addressStagger()) : deadline.left()).toNanos();
      Result result = results.poll(nanos, TimeUnit.NANOSECONDS);
      if (result != null && result.link != null) {
        return result.link;
      }
      if (result != null && result.failure != null) {
        failed++;
        last = worse(last, result.failure);
      }
    }
    throw last;
  }

  private void start(
      Optional<PeerId> peer,
      Multiaddr address,
      Deadline deadline,
      BlockingQueue<Result> results,
      AtomicBoolean decided) {
    Thread.ofVirtual()
        .name("libp2p-dial-address")
        .start(
            () -> {
              try {
                results.add(new Result(attempt.run(peer, address, deadline, decided), null));
              } catch (IOException e) {
                results.add(new Result(null, e));
              }
            });
  }

  /** Somebody else answering says more than nobody answering. */
  private static IOException worse(IOException first, IOException second) {
    boolean keep = first instanceof DialException dial && dial.reason() == Reason.IDENTITY_MISMATCH;
    return keep ? first : second;
  }
}
