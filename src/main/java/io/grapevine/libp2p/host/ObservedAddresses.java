package io.grapevine.libp2p.host;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.SourceAddress;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * At which addresses others say that they see this host. Anybody may say anything, so an address is
 * believed only while enough peers agree: {@value #WITNESSES_PUBLIC} for a public address, all of
 * them connected from different sources, since one owner of an address can be many peers; {@value
 * #WITNESSES_PRIVATE} for one on a private network, where all may come through one gateway.
 *
 * <p>A peer has one say per family of addresses, its latest. What it says holds while it is
 * connected and for an hour afterwards. At most {@value #ADDRESSES_MAX} addresses are kept, with
 * {@value #WITNESSES_MAX} witnesses each.
 */
final class ObservedAddresses {
  static final int WITNESSES_PUBLIC = 4;
  static final int WITNESSES_PRIVATE = 2;
  static final int ADDRESSES_MAX = 32;
  static final int WITNESSES_MAX = 16;

  private static final long LIFE_NANOS = Duration.ofHours(1).toNanos();

  private final Map<Multiaddr, Map<PeerId, Witness>> witnessesByAddress = new LinkedHashMap<>();
  private final Predicate<PeerId> connected;

  private record Witness(SourceAddress source, long seenAt) {}

  ObservedAddresses(Predicate<PeerId> connected) {
    this.connected = connected;
  }

  /**
   * A peer says that it sees this host at an address.
   *
   * @param source where the peer itself is
   */
  synchronized void seen(PeerId peer, InetAddress source, Multiaddr address, long now) {
    if (!isPlausible(address)) {
      return;
    }
    withdraw(peer, address);
    Map<PeerId, Witness> witnesses =
        witnessesByAddress.computeIfAbsent(address, _ -> new LinkedHashMap<>());
    witnesses.put(peer, new Witness(SourceAddress.of(source), now));
    if (witnesses.size() > WITNESSES_MAX) {
      witnesses.remove(witnesses.keySet().iterator().next());
    }
    if (witnessesByAddress.size() > ADDRESSES_MAX) {
      dropLeastSeen(address);
    }
  }

  /** The addresses that enough peers agree on. */
  synchronized List<Multiaddr> believed(long now) {
    witnessesByAddress
        .values()
        .removeIf(
            witnesses -> {
              witnesses.entrySet().removeIf(entry -> isOver(entry, now));
              return witnesses.isEmpty();
            });
    return witnessesByAddress.entrySet().stream()
        .filter(entry -> isBelieved(entry.getKey(), entry.getValue()))
        .map(Map.Entry::getKey)
        .sorted(Comparator.comparing(Multiaddr::toString))
        .toList();
  }

  private boolean isOver(Map.Entry<PeerId, Witness> entry, long now) {
    return now - entry.getValue().seenAt() > LIFE_NANOS && !connected.test(entry.getKey());
  }

  private static boolean isBelieved(Multiaddr address, Map<PeerId, Witness> witnesses) {
    if (isPrivate(address.ip().orElseThrow())) {
      return witnesses.size() >= WITNESSES_PRIVATE;
    }
    long sources = witnesses.values().stream().map(Witness::source).distinct().count();
    return sources >= WITNESSES_PUBLIC;
  }

  /** Takes back what the peer said of other addresses of the same family. */
  private void withdraw(PeerId peer, Multiaddr latest) {
    witnessesByAddress
        .entrySet()
        .removeIf(
            entry -> {
              if (sameFamily(entry.getKey(), latest)) {
                entry.getValue().remove(peer);
              }
              return entry.getValue().isEmpty();
            });
  }

  private void dropLeastSeen(Multiaddr spared) {
    witnessesByAddress.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(spared))
        .min(Comparator.comparingInt(entry -> entry.getValue().size()))
        .map(Map.Entry::getKey)
        .ifPresent(witnessesByAddress::remove);
  }

  private static boolean sameFamily(Multiaddr one, Multiaddr other) {
    return one.ip().orElseThrow().getClass() == other.ip().orElseThrow().getClass();
  }

  private static boolean isPlausible(Multiaddr address) {
    return address.isPlainTcp()
        && address.tcpPort().orElse(0) > 0
        && address
            .ip()
            .filter(ip -> !ip.isAnyLocalAddress() && !ip.isMulticastAddress())
            .isPresent();
  }

  private static boolean isPrivate(InetAddress ip) {
    boolean uniqueLocal = ip.getAddress().length == 16 && (ip.getAddress()[0] & 0xfe) == 0xfc;
    return ip.isSiteLocalAddress()
        || ip.isLoopbackAddress()
        || ip.isLinkLocalAddress()
        || uniqueLocal;
  }
}
