package io.grapevine.libp2p.multiformats;

import java.util.Optional;

/**
 * The protocols of multiaddrs that this stack can read and print (multiformats/multiaddr,
 * protocols.csv). It dials only a few of them; the others occur in what foreign peers say about
 * themselves. An address with any other protocol cannot be read, since the width of its value is
 * unknown.
 */
public enum MultiaddrProtocol {
  IP4(4, "ip4", 4),
  TCP(6, "tcp", 2),
  IP6(41, "ip6", 16),
  IP6ZONE(42, "ip6zone", MultiaddrProtocol.LENGTH_PREFIXED),
  DNS(53, "dns", MultiaddrProtocol.LENGTH_PREFIXED),
  DNS4(54, "dns4", MultiaddrProtocol.LENGTH_PREFIXED),
  DNS6(55, "dns6", MultiaddrProtocol.LENGTH_PREFIXED),
  DNSADDR(56, "dnsaddr", MultiaddrProtocol.LENGTH_PREFIXED),
  UDP(273, "udp", 2),
  WEBRTC_DIRECT(280, "webrtc-direct", 0),
  WEBRTC(281, "webrtc", 0),
  P2P_CIRCUIT(290, "p2p-circuit", 0),
  P2P(421, "p2p", MultiaddrProtocol.LENGTH_PREFIXED),
  HTTPS(443, "https", 0),
  TLS(448, "tls", 0),
  SNI(449, "sni", MultiaddrProtocol.LENGTH_PREFIXED),
  NOISE(454, "noise", 0),
  QUIC(460, "quic", 0),
  QUIC_V1(461, "quic-v1", 0),
  WEBTRANSPORT(465, "webtransport", 0),
  WS(477, "ws", 0),
  WSS(478, "wss", 0),
  HTTP(480, "http", 0);

  static final int LENGTH_PREFIXED = -1;

  private final int code;
  private final String text;
  private final int valueBytes;

  MultiaddrProtocol(int code, String text, int valueBytes) {
    this.code = code;
    this.text = text;
    this.valueBytes = valueBytes;
  }

  /** Number in the multicodec table. */
  public int code() {
    return code;
  }

  /** Name as it appears in addresses. */
  public String text() {
    return text;
  }

  /** Bytes of the value: fixed, 0 for none, {@link #LENGTH_PREFIXED} if the address tells. */
  int valueBytes() {
    return valueBytes;
  }

  static Optional<MultiaddrProtocol> ofCode(long code) {
    for (MultiaddrProtocol protocol : values()) {
      if (protocol.code == code) {
        return Optional.of(protocol);
      }
    }
    return Optional.empty();
  }

  static Optional<MultiaddrProtocol> ofText(String text) {
    for (MultiaddrProtocol protocol : values()) {
      if (protocol.text.equals(text)) {
        return Optional.of(protocol);
      }
    }
    // The old name of p2p; it has the same number.
    return text.equals("ipfs") ? Optional.of(P2P) : Optional.empty();
  }
}
