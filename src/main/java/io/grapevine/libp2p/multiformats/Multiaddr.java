package io.grapevine.libp2p.multiformats;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A self-describing network address such as {@code /ip4/127.0.0.1/tcp/4001/p2p/12D3KooW…}
 * (multiformats/multiaddr). The bytes are the canonical form: equality compares them, and the text
 * is derived from them.
 */
public final class Multiaddr {

  /** Longest binary form accepted. */
  public static final int MAX_BYTES = 1024;

  /** Longest text accepted, in characters. */
  public static final int MAX_CHARS = 2048;

  /** Most components of one address. */
  public static final int MAX_COMPONENTS = 16;

  private final byte[] bytes;
  private final List<Component> components;

  /**
   * One part of an address.
   *
   * @param value the bytes, empty for a protocol without value; not to be modified
   * @param text the value as text, empty for a protocol without value
   */
  // The array is an immutable value by contract.
  @SuppressWarnings("ArrayRecordComponent")
  public record Component(MultiaddrProtocol protocol, byte[] value, String text) {}

  private Multiaddr(List<Component> components) throws MalformedException {
    if (components.isEmpty()) {
      throw new MalformedException("multiaddr is empty");
    }
    if (components.size() > MAX_COMPONENTS) {
      throw new MalformedException("multiaddr has more than " + MAX_COMPONENTS + " components");
    }
    this.components = List.copyOf(components);
    this.bytes = MultiaddrBytes.encode(components);
    if (bytes.length > MAX_BYTES) {
      throw new MalformedException("multiaddr is longer than " + MAX_BYTES + " bytes");
    }
  }

  /**
   * Reads the text form; one trailing slash is forgiven.
   *
   * @throws MalformedException if a protocol is unknown, a value is missing or invalid, or a limit
   *     of this class is passed
   */
  public static Multiaddr parse(String text) throws MalformedException {
    if (text.length() > MAX_CHARS) {
      throw new MalformedException("multiaddr is longer than " + MAX_CHARS + " characters");
    }
    if (!text.startsWith("/")) {
      throw new MalformedException("multiaddr does not begin with a slash");
    }
    boolean trailing = text.length() > 1 && text.endsWith("/");
    String[] parts = text.substring(1, text.length() - (trailing ? 1 : 0)).split("/", -1);
    List<Component> components = new ArrayList<>();
    for (int i = 0; i < parts.length; i++) {
      String name = parts[i];
      MultiaddrProtocol protocol =
          MultiaddrProtocol.ofText(name)
              .orElseThrow(() -> new MalformedException("multiaddr protocol is unknown: " + name));
      byte[] value = {};
      if (protocol.valueBytes() != 0) {
        i++;
        if (i == parts.length) {
          throw new MalformedException("multiaddr ends where " + name + " needs a value");
        }
        value = MultiaddrValue.parse(protocol, parts[i]);
      }
      components.add(new Component(protocol, value, MultiaddrValue.print(protocol, value)));
    }
    return new Multiaddr(components);
  }

  /**
   * Reads the binary form.
   *
   * @throws MalformedException if a protocol is unknown, a value is cut short or invalid, or a
   *     limit of this class is passed
   */
  public static Multiaddr decode(byte[] encoded) throws MalformedException {
    if (encoded.length > MAX_BYTES) {
      throw new MalformedException("multiaddr is longer than " + MAX_BYTES + " bytes");
    }
    return new Multiaddr(MultiaddrBytes.decode(ByteBuffer.wrap(encoded)));
  }

  /** The address of a TCP port, {@code /ip4/…/tcp/…} or {@code /ip6/…/tcp/…}. */
  public static Multiaddr ofTcp(InetAddress address, int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("no port: " + port);
    }
    MultiaddrProtocol family =
        address instanceof Inet4Address ? MultiaddrProtocol.IP4 : MultiaddrProtocol.IP6;
    byte[] portBytes = {(byte) (port >> 8), (byte) port};
    return trusted(
        List.of(
            component(family, address.getAddress()), component(MultiaddrProtocol.TCP, portBytes)));
  }

  /** This address with the peer at its end, instead of the peer that may stand there already. */
  public Multiaddr withPeer(Multihash peerId) {
    List<Component> changed = new ArrayList<>(withoutTrailingPeer());
    changed.add(component(MultiaddrProtocol.P2P, peerId.encode()));
    return trusted(changed);
  }

  /**
   * This address without the peer at its end. An address that is nothing but a peer stays as it is.
   */
  public Multiaddr withoutPeer() {
    List<Component> rest = withoutTrailingPeer();
    return rest.isEmpty() || rest.size() == components.size() ? this : trusted(rest);
  }

  /** The multihash of the peer at the end of the address. */
  public Optional<byte[]> peerIdBytes() {
    Component last = components.getLast();
    return last.protocol() == MultiaddrProtocol.P2P ? Optional.of(last.value()) : Optional.empty();
  }

  /** The parts in order; never empty. */
  public List<Component> components() {
    return components;
  }

  /** The first component if it names a host: a literal IP address or a DNS name. */
  public Optional<String> host() {
    Component first = components.getFirst();
    return switch (first.protocol()) {
      case IP4, IP6, DNS, DNS4, DNS6, DNSADDR -> Optional.of(first.text());
      default -> Optional.empty();
    };
  }

  /** The first component if it is a literal IP address; nothing is resolved. */
  public Optional<InetAddress> ip() {
    Component first = components.getFirst();
    if (first.protocol() != MultiaddrProtocol.IP4 && first.protocol() != MultiaddrProtocol.IP6) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.getByAddress(first.value()));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** The port if the second component is TCP, right behind the host. */
  public OptionalInt tcpPort() {
    if (components.size() < 2 || components.get(1).protocol() != MultiaddrProtocol.TCP) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(components.get(1).text()));
  }

  /**
   * Whether the address is plain TCP: a host, a port, perhaps a peer, and nothing else (no
   * WebSocket, no relay).
   */
  public boolean isPlainTcp() {
    return host().isPresent() && tcpPort().isPresent() && withoutTrailingPeer().size() == 2;
  }

  /** The canonical binary form; not to be modified. */
  public byte[] toBytes() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Multiaddr that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** The text form, which {@link #parse} reads back. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Component component : components) {
      text.append('/').append(component.protocol().text());
      if (component.protocol().valueBytes() != 0) {
        text.append('/').append(component.text());
      }
    }
    return text.toString();
  }

  private List<Component> withoutTrailingPeer() {
    int size = components.size();
    return peerIdBytes().isPresent() ? components.subList(0, size - 1) : components;
  }

  private static Component component(MultiaddrProtocol protocol, byte[] value) {
    try {
      return new Component(protocol, value, MultiaddrValue.print(protocol, value));
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Multiaddr trusted(List<Component> components) {
    try {
      return new Multiaddr(components);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }
}
