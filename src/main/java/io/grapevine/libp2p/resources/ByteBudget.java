package io.grapevine.libp2p.resources;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes shared out among peers by {@link FairShare}. Each connection, or queue, has a {@link
 * ByteAccount}; the accounts of one peer add up.
 */
public final class ByteBudget {
  /** Above so many eighths of the budget the largest holder has to give something back. */
  private static final int CRITICAL_EIGHTHS = 7;

  private final long max;
  private final long peerMax;
  private final AtomicLong used = new AtomicLong();
  private final ConcurrentMap<PeerId, PeerBytes> peers = new ConcurrentHashMap<>();

  /** What the accounts of one peer hold. */
  final class PeerBytes {
    private final PeerId peer;
    private final AtomicLong held = new AtomicLong();

    /** Changed only while the map holds its bin. */
    private int accounts;

    private PeerBytes(PeerId peer) {
      this.peer = peer;
    }

    void add(long bytes) {
      held.addAndGet(bytes);
      used.addAndGet(bytes);
    }

    long room() {
      return FairShare.room(held.get(), peerMax, max - used.get());
    }

    boolean pressed() {
      return FairShare.pressed(held.get(), peerMax, max - used.get());
    }

    void leave() {
      peers.computeIfPresent(
          peer, (_, bytes) -> --bytes.accounts == 0 && bytes == this ? null : bytes);
    }
  }

  /**
   * A budget without holders.
   *
   * @param max for all peers together
   * @param peerMax for one peer at most
   */
  public ByteBudget(long max, long peerMax) {
    this.max = max;
    this.peerMax = peerMax;
  }

  /** A new account of the peer; to be closed. */
  public ByteAccount open(PeerId peer) {
    PeerBytes bytes =
        peers.compute(
            peer,
            (_, known) -> {
              PeerBytes entry = known == null ? new PeerBytes(peer) : known;
              entry.accounts++;
              return entry;
            });
    return new ByteAccount(bytes);
  }

  /** Who holds the most, if the budget is nearly used up, so that somebody has to give way. */
  public Optional<PeerId> debtor() {
    if (used.get() <= max / 8 * CRITICAL_EIGHTHS) {
      return Optional.empty();
    }
    return peers.values().stream()
        .max(Comparator.comparingLong(bytes -> bytes.held.get()))
        .map(bytes -> bytes.peer);
  }

  /** Bytes that all accounts hold, in steps of {@value ByteAccount#STEP_BYTES} per account. */
  public long used() {
    return used.get();
  }

  /** What they may hold together. */
  public long max() {
    return max;
  }

  int peers() {
    return peers.size();
  }
}
