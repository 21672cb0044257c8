package io.grapevine.libp2p.host;

import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * What is known about other peers: addresses with an expiry, protocols, agent. All of it is hearsay
 * until a handshake proves it. Bounded in peers and in addresses per peer; past that the oldest
 * goes, peers that are connected excepted. Safe for use by many threads.
 */
public final class PeerStore {
  /** Protocols remembered of one peer, all together. */
  private static final int MAX_PROTOCOL_CHARS = 4096;

  /** Room for the addresses of an honest peer; with all known peers a bound on memory. */
  private static final int MAX_ENVELOPE_BYTES = 2048;

  private final ReentrantLock lock = new ReentrantLock();
  private final LinkedHashMap<PeerId, Entry> entries = new LinkedHashMap<>();
  private final int maxPeers;
  private final int maxAddresses;
  private final LongSupplier nanoTime;
  private final Predicate<PeerId> connected;

  private static final class Entry {
    private final LinkedHashMap<Multiaddr, Long> expiryByAddress = new LinkedHashMap<>();
    private Set<String> protocols = Set.of();
    private String agent = "";
    private long recordSequence = -1;
    private byte[] envelope = {};
  }

  PeerStore(HostConfig.KnownPeers limits, LongSupplier nanoTime, Predicate<PeerId> connected) {
    this.maxPeers = limits.peers();
    this.maxAddresses = limits.addressesPerPeer();
    this.nanoTime = nanoTime;
    this.connected = connected;
  }

  /**
   * Keeps addresses (a trailing peer id is cut off) for at least so long; the most recent ones win
   * over older ones.
   */
  public void addAddresses(PeerId peer, Collection<Multiaddr> addresses, Duration life) {
    if (addresses.isEmpty()) {
      return;
    }
    lock.lock();
    try {
      Entry entry = touch(peer);
      for (Multiaddr address : addresses) {
        keep(entry, address.withoutPeer(), life);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes the addresses of a record that was opened (signature checked), unless one at least as new
   * was seen.
   */
  public boolean accept(PeerRecord record, Duration life) {
    lock.lock();
    try {
      Entry entry = touch(record.peerId());
      if (Long.compareUnsigned(record.sequence(), entry.recordSequence) <= 0
          && entry.recordSequence >= 0) {
        return false;
      }
      entry.recordSequence = record.sequence();
      entry.expiryByAddress.clear();
      record.addresses().forEach(address -> keep(entry, address.withoutPeer(), life));
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a record together with the envelope that it came in, to be passed on to others. */
  boolean accept(PeerRecord record, byte[] envelope, Duration life) {
    lock.lock();
    try {
      boolean news = accept(record, life);
      if (news) {
        touch(record.peerId()).envelope =
            envelope.length <= MAX_ENVELOPE_BYTES ? envelope : new byte[0];
      }
      return news;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The newest record that the peer itself has shown us, in its envelope; not to be modified.
   * Records of more than {@value #MAX_ENVELOPE_BYTES} bytes are not kept.
   */
  public Optional<byte[]> signedRecord(PeerId peer) {
    lock.lock();
    try {
      Entry entry = entries.get(peer);
      return entry == null || entry.envelope.length == 0
          ? Optional.empty()
          : Optional.of(entry.envelope);
    } finally {
      lock.unlock();
    }
  }

  /** Addresses that have not expired, the newest first, without peer id. */
  public List<Multiaddr> addresses(PeerId peer) {
    lock.lock();
    try {
      Entry entry = entries.get(peer);
      if (entry == null) {
        return List.of();
      }
      long now = nanoTime.getAsLong();
      entry.expiryByAddress.values().removeIf(expiry -> expiry - now <= 0);
      return List.copyOf(new ArrayList<>(entry.expiryByAddress.keySet()).reversed());
    } finally {
      lock.unlock();
    }
  }

  /** What the peer said it speaks; empty if it has not said. */
  public Set<String> protocols(PeerId peer) {
    lock.lock();
    try {
      Entry entry = entries.get(peer);
      return entry == null ? Set.of() : entry.protocols;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The name of the peer's software as it calls itself; empty if it has not said. Not to be trusted
   * with anything.
   */
  public String agent(PeerId peer) {
    lock.lock();
    try {
      Entry entry = entries.get(peer);
      return entry == null ? "" : entry.agent;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the peer calls itself js-libp2p, some habits of which need care. */
  boolean isJs(PeerId peer) {
    return agent(peer).contains("js-libp2p/");
  }

  /** All known peers, the one heard of longest ago first. */
  public List<PeerId> peers() {
    lock.lock();
    try {
      return List.copyOf(entries.keySet());
    } finally {
      lock.unlock();
    }
  }

  void identified(PeerId peer, Set<String> protocols, String agent) {
    lock.lock();
    try {
      Entry entry = touch(peer);
      entry.protocols = bounded(protocols);
      entry.agent = agent;
    } finally {
      lock.unlock();
    }
  }

  /** As many as fit: a peer that names 64 KiB of them must not be remembered with all of it. */
  private static Set<String> bounded(Set<String> protocols) {
    Set<String> kept = new LinkedHashSet<>();
    int chars = 0;
    for (String protocol : protocols) {
      chars += protocol.length();
      if (chars > MAX_PROTOCOL_CHARS) {
        break;
      }
      kept.add(protocol);
    }
    return Set.copyOf(kept);
  }

  /** The peer turned a protocol down that it had claimed to speak. */
  void forgetProtocol(PeerId peer, String protocol) {
    lock.lock();
    try {
      Entry entry = entries.get(peer);
      if (entry != null && entry.protocols.contains(protocol)) {
        List<String> rest = new ArrayList<>(entry.protocols);
        rest.remove(protocol);
        entry.protocols = Set.copyOf(rest);
      }
    } finally {
      lock.unlock();
    }
  }

  private void keep(Entry entry, Multiaddr address, Duration life) {
    long expiry = nanoTime.getAsLong() + life.toNanos();
    Long known = entry.expiryByAddress.remove(address);
    entry.expiryByAddress.put(
        address, known != null && known - expiry > 0 ? known : Long.valueOf(expiry));
    if (entry.expiryByAddress.size() > maxAddresses) {
      dropFirst(entry.expiryByAddress);
    }
  }

  private Entry touch(PeerId peer) {
    Entry entry = entries.remove(peer);
    if (entry == null) {
      entry = new Entry();
    }
    entries.put(peer, entry);
    if (entries.size() > maxPeers) {
      dropOldestUnconnected(peer);
    }
    return entry;
  }

  private void dropOldestUnconnected(PeerId spared) {
    Iterator<PeerId> oldestFirst = entries.keySet().iterator();
    while (oldestFirst.hasNext()) {
      PeerId candidate = oldestFirst.next();
      if (!candidate.equals(spared) && !connected.test(candidate)) {
        oldestFirst.remove();
        return;
      }
    }
  }

  private static <K, V> void dropFirst(Map<K, V> map) {
    Iterator<K> keys = map.keySet().iterator();
    keys.next();
    keys.remove();
  }
}
