package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.multiformats.MultiaddrProtocol;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Addresses of the form {@code /dnsaddr/NAME}, which stand for all addresses in the TXT records of
 * {@code _dnsaddr.NAME} (libp2p specification "addressing", DNSADDR). A record may lead to another
 * name, and {@value #LOOKUPS_MAX} names are asked for at most; if the address ends in a peer id, so
 * must the records that count. What this host cannot dial is left out.
 */
final class DnsAddr {
  private static final String PREFIX = "dnsaddr=";
  private static final int LOOKUPS_MAX = 8;
  private static final int TEXT_MAX = 1024;

  private DnsAddr() {}

  static boolean matches(Multiaddr address) {
    return address.components().getFirst().protocol() == MultiaddrProtocol.DNSADDR;
  }

  /** All addresses that can be dialled, at most {@value BootstrapAddress#RESOLVED_MAX}. */
  static List<Multiaddr> resolve(Multiaddr address, NameResolver resolver)
      throws UnknownHostException {
    List<Multiaddr> found = new ArrayList<>();
    List<Multiaddr> names = new ArrayList<>(List.of(address));
    for (int i = 0; i < names.size() && i < LOOKUPS_MAX; i++) {
      read(names.get(i), resolver, names, found);
    }
    return found;
  }

  private static void read(
      Multiaddr name, NameResolver resolver, List<Multiaddr> names, List<Multiaddr> found)
      throws UnknownHostException {
    for (String text : resolver.texts("_dnsaddr." + name.host().orElseThrow())) {
      Optional<Multiaddr> place = read(text).filter(record -> samePeer(name, record));
      if (place.isEmpty() || names.contains(place.get()) || found.contains(place.get())) {
        continue;
      }
      if (matches(place.get())) {
        names.add(place.get());
      } else if (found.size() < BootstrapAddress.RESOLVED_MAX) {
        place.filter(Multiaddr::isPlainTcp).ifPresent(found::add);
      }
    }
  }

  private static Optional<Multiaddr> read(String text) {
    if (!text.startsWith(PREFIX) || text.length() > TEXT_MAX) {
      return Optional.empty();
    }
    try {
      return Optional.of(Multiaddr.parse(text.substring(PREFIX.length())));
    } catch (MalformedException e) {
      // Others may use protocols that are unknown here.
      return Optional.empty();
    }
  }

  private static boolean samePeer(Multiaddr wanted, Multiaddr record) {
    Optional<byte[]> peer = wanted.peerIdBytes();
    return peer.isEmpty()
        || record.peerIdBytes().filter(other -> Arrays.equals(other, peer.get())).isPresent();
  }
}
