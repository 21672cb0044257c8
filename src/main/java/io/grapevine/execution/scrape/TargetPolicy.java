package io.grapevine.execution.scrape;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which addresses a worker fetches from on behalf of strangers: those of the public Internet, and
 * those that its configuration allows. Refused are the blocks that the IANA special-purpose address
 * registries (RFC 6890) do not call globally reachable, multicast, and addresses that lead to an
 * IPv4 address of these through IPv4-mapped, 6to4 (RFC 3056) or NAT64 (RFC 6052) forms.
 */
public final class TargetPolicy {
  private static final Map<AddressRange, String> REFUSED =
      Stream.of(
              "this network: 0.0.0.0/8",
              "private: 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16",
              "carrier's private: 100.64.0.0/10",
              "loopback: 127.0.0.0/8 ::1/128",
              "link-local: 169.254.0.0/16 fe80::/10",
              "special-purpose: 192.0.0.0/24 192.88.99.0/24 2001::/23",
              "documentation: 192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
              "benchmark: 198.18.0.0/15",
              "multicast: 224.0.0.0/4 ff00::/8",
              "reserved: 240.0.0.0/4",
              "private: fc00::/7 fec0::/10")
          .flatMap(TargetPolicy::refusals)
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  private static final AddressRange GLOBAL_IPV6 = AddressRange.parse("2000::/3");
  private static final AddressRange SIX_TO_FOUR = AddressRange.parse("2002::/16");
  private static final AddressRange NAT64 = AddressRange.parse("64:ff9b::/96");

  private final List<AddressRange> allowed;

  /**
   * Refuses what is not public.
   *
   * @param allowed blocks that are fetched from nevertheless
   */
  public TargetPolicy(List<AddressRange> allowed) {
    this.allowed = List.copyOf(allowed);
  }

  private static Stream<Map.Entry<AddressRange, String>> refusals(String line) {
    String[] parts = line.split(": ", 2);
    return Arrays.stream(parts[1].split(" "))
        .map(range -> Map.entry(AddressRange.parse(range), parts[0]));
  }

  /** Why the address is not fetched from, such as "loopback"; empty if it may be. */
  Optional<String> refusal(InetAddress address) {
    return refusal(address.getAddress());
  }

  private Optional<String> refusal(byte[] address) {
    if (allowed.stream().anyMatch(range -> range.contains(address))) {
      return Optional.empty();
    }
    if (address.length == 16) {
      Optional<byte[]> inner = embedded(address);
      if (inner.isPresent()) {
        return refusal(inner.get());
      }
      if (!GLOBAL_IPV6.contains(address)) {
        return Optional.of(named(address).orElse("reserved"));
      }
    }
    return named(address);
  }

  private static Optional<String> named(byte[] address) {
    return REFUSED.entrySet().stream()
        .filter(refused -> refused.getKey().contains(address))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** The IPv4 address to which an IPv6 address leads, if it does. */
  private static Optional<byte[]> embedded(byte[] address) {
    if (SIX_TO_FOUR.contains(address)) {
      return Optional.of(Arrays.copyOfRange(address, 2, 6));
    }
    return NAT64.contains(address) || isMapped(address)
        ? Optional.of(Arrays.copyOfRange(address, 12, 16))
        : Optional.empty();
  }

  /** ::ffff:0:0/96, which the JDK's own parser would turn into IPv4. */
  private static boolean isMapped(byte[] address) {
    for (int index = 0; index < 12; index++) {
      if (address[index] != (index < 10 ? 0 : (byte) 0xFF)) {
        return false;
      }
    }
    return true;
  }
}
