package io.grapevine.network.introduction;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;

/**
 * Machines at which dials failed, whoever was said to be there. Thousands of made-up peers at one
 * address cost its owner a few dials and then one every ten minutes.
 */
final class Destinations {
  /** Failures in a row that are put up with, since several peers may share an address. */
  static final int FAILURES_FREE = 8;

  static final int REMEMBERED_MAX = 4_096;

  private static final int NETWORK_BYTES = 8;

  private final LinkedHashMap<String, Failures> failures = new LinkedHashMap<>();

  private record Failures(int count, Instant until) {}

  /** An IPv4 address or a /64 network of IPv6: what is likely to have one owner. */
  static String of(Multiaddr address) {
    byte[] ip = address.components().getFirst().value();
    return HexFormat.of().formatHex(ip, 0, Math.min(ip.length, NETWORK_BYTES));
  }

  boolean isOpen(Multiaddr address, Instant now) {
    Failures known = failures.get(of(address));
    return known == null || known.count <= FAILURES_FREE || !now.isBefore(known.until);
  }

  void failed(Multiaddr address, Instant now) {
    String destination = of(address);
    Failures known = failures.remove(destination);
    boolean longAgo = known == null || known.until.plus(Pause.LONGEST).isBefore(now);
    int count = known == null || longAgo ? 1 : known.count + 1;
    Instant until = count <= FAILURES_FREE ? now : now.plus(Pause.after(count - FAILURES_FREE));
    failures.put(destination, new Failures(count, until));
    if (failures.size() > REMEMBERED_MAX) {
      failures.pollFirstEntry();
    }
  }

  void reached(Multiaddr address) {
    failures.remove(of(address));
  }
}
