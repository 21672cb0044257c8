package io.grapevine.libp2p.multiformats;

import java.nio.charset.StandardCharsets;

/** Values of multiaddr components: text to bytes and back, and what is valid. */
final class MultiaddrValue {

  private static final int MAX_NAME_CHARS = 253;
  private static final int MAX_PORT = 65_535;

  private MultiaddrValue() {}

  static byte[] parse(MultiaddrProtocol protocol, String text) throws MalformedException {
    return switch (protocol) {
      case IP4 -> IpText.parse4(text);
      case IP6 -> IpText.parse6(text);
      case TCP, UDP -> parsePort(text);
      case DNS, DNS4, DNS6, DNSADDR, IP6ZONE, SNI ->
          requireName(protocol, text).getBytes(StandardCharsets.US_ASCII);
      case P2P -> PeerIdText.parse(text).encode();
      default -> throw new MalformedException(protocol.text() + " takes no value");
    };
  }

  /** The text of a value, which is valid if this does not throw. */
  static String print(MultiaddrProtocol protocol, byte[] value) throws MalformedException {
    return switch (protocol) {
      case IP4 -> IpText.print4(value);
      case IP6 -> IpText.print6(value);
      case TCP, UDP -> Integer.toString((value[0] & 0xff) << 8 | (value[1] & 0xff));
      case DNS, DNS4, DNS6, DNSADDR, IP6ZONE, SNI ->
          requireName(protocol, new String(value, StandardCharsets.ISO_8859_1));
      case P2P -> PeerIdText.print(requirePeerId(Multihash.decode(value)));
      default -> "";
    };
  }

  /** Peer ids have two hash functions; the text of any other multihash could not be read back. */
  private static Multihash requirePeerId(Multihash hash) throws MalformedException {
    if (hash.code() != Multihash.IDENTITY && hash.code() != Multihash.SHA2_256) {
      throw new MalformedException(
          "p2p has the hash function 0x%x, allowed are 0x0 and 0x12".formatted(hash.code()));
    }
    return hash;
  }

  private static byte[] parsePort(String text) throws MalformedException {
    boolean digits = !text.isEmpty() && text.length() <= 5;
    for (int i = 0; i < text.length() && digits; i++) {
      digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    int port = digits ? Integer.parseInt(text) : MAX_PORT + 1;
    if (port > MAX_PORT) {
      throw new MalformedException("port is not a number from 0 to " + MAX_PORT);
    }
    return new byte[] {(byte) (port >> 8), (byte) port};
  }

  /** Visible ASCII without a slash: enough for DNS (IDNs travel as A-labels) and safe in a log. */
  private static String requireName(MultiaddrProtocol protocol, String name)
      throws MalformedException {
    if (name.isEmpty() || name.length() > MAX_NAME_CHARS) {
      throw new MalformedException(
          "%s name has %d characters, allowed are 1 to %d"
              .formatted(protocol.text(), name.length(), MAX_NAME_CHARS));
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f || c == '/') {
        throw new MalformedException(
            "%s name holds the character U+%04X".formatted(protocol.text(), (int) c));
      }
    }
    return name;
  }
}
