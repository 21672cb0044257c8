package io.grapevine.libp2p.host;

import io.grapevine.libp2p.host.DialException.Reason;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.LimitReached;
import io.grapevine.libp2p.resources.Reservation;
import io.grapevine.libp2p.resources.Resources;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Dials peers, each at most once at a time: whoever wants the same peer meanwhile waits for the
 * same dial.
 */
final class Dialer {
  private final Map<PeerId, CompletableFuture<PeerLink>> pending = new ConcurrentHashMap<>();
  private final ConnectionTable table;
  private final PeerStore store;
  private final ConnectionGater gater;
  private final AddressRace race;
  private final HostConfig.Times times;
  private final Semaphore dials;
  private final Resources resources;
  private final Refusals refusals;

  Dialer(
      ConnectionTable table,
      PeerStore store,
      ConnectionGater gater,
      AddressRace race,
      HostConfig config,
      Resources resources,
      Refusals refusals) {
    this.table = table;
    this.store = store;
    this.gater = gater;
    this.race = race;
    this.times = config.times();
    this.dials = new Semaphore(config.limits().connections().dials());
    this.resources = resources;
    this.refusals = refusals;
  }

  /** The preferred connection with the peer, dialled at its known addresses if there is none. */
  PeerLink dial(PeerId peer, Deadline deadline) throws IOException {
    Optional<PeerLink> connected = usableLink(peer);
    if (connected.isPresent()) {
      return connected.get();
    }
    List<Multiaddr> addresses = store.addresses(peer);
    CompletableFuture<PeerLink> own = new CompletableFuture<>();
    CompletableFuture<PeerLink> running = pending.putIfAbsent(peer, own);
    if (running == null) {
      Thread.ofVirtual().name("libp2p-dial").start(() -> run(peer, addresses, own));
      running = own;
    }
    return await(running, peer, deadline);
  }

  /** Dials whoever answers at an address. */
  PeerLink dial(Multiaddr address, Deadline deadline) throws IOException {
    try (Reservation _ = reserve()) {
      return race.run(Optional.empty(), List.of(address), deadline);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Reservation reserve() throws DialException {
    try {
      resources.requireConnection(true);
      return resources.dial();
    } catch (LimitReached e) {
      refusals.refused(e);
      throw new DialException(Reason.LIMIT, String.valueOf(e.getMessage()), e);
    }
  }

  private void run(PeerId peer, List<Multiaddr> addresses, CompletableFuture<PeerLink> result) {
    Deadline deadline = Deadline.after(times.dial());
    boolean permitted = false;
    try (Reservation _ = reserve()) {
      permitted = dials.tryAcquire(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
      if (!permitted) {
        throw new DialException(Reason.LIMIT, "too many dials are under way");
      }
      if (!gater.allowsPeer(peer, true)) {
        throw new DialException(Reason.LIMIT, peer + " is denied");
      }
      // The peer may have dialled us while this dial was waiting.
      Optional<PeerLink> connected = usableLink(peer);
      PeerLink link =
          connected.isPresent()
              ? connected.get()
              : race.run(Optional.of(peer), addresses, deadline);
      pending.remove(peer, result);
      result.complete(link);
    } catch (IOException | InterruptedException | RuntimeException e) {
      pending.remove(peer, result);
      result.completeExceptionally(e);
    } finally {
      if (permitted) {
        dials.release();
      }
    }
  }

  private Optional<PeerLink> usableLink(PeerId peer) {
    return table.links(peer).stream().filter(link -> link.connection().usable()).findFirst();
  }

  private static PeerLink await(CompletableFuture<PeerLink> dial, PeerId peer, Deadline deadline)
      throws IOException {
    try {
      return dial.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new DialException(Reason.TIMEOUT, "dialling " + peer + " took too long", e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof DialException failure) {
        // A new one per caller, so that each has its own stack trace.
        throw new DialException(failure.reason(), String.valueOf(failure.getMessage()), failure);
      }
      throw new DialException(Reason.UPGRADE_FAILED, "dialling " + peer + " failed", e.getCause());
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException translated = new InterruptedIOException("interrupted while dialling");
    translated.initCause(cause);
    return translated;
  }
}
