package io.grapevine.libp2p.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The TXT record of an announcement: attributes of one length byte and at most 255 bytes of text,
 * of which those that begin with {@code dnsaddr=} hold an address that ends in the peer (libp2p
 * specification "mDNS", revision 2; RFC 6763, section 6).
 */
final class MdnsText {
  /** Most addresses written, and most that are looked at in one record, readable or not. */
  static final int ADDRESSES_MAX = 16;

  /** Longest record that is read at all. */
  static final int BYTES_MAX = 8 * 1024;

  private static final String KEY = "dnsaddr=";
  private static final int ATTRIBUTE_MAX = 255;

  private MdnsText() {}

  /** The record of these addresses; one that is too long for an attribute is left out. */
  static byte[] encode(List<Multiaddr> addresses) {
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    addresses.stream()
        .map(address -> (KEY + address).getBytes(UTF_8))
        .filter(attribute -> attribute.length <= ATTRIBUTE_MAX)
        .limit(ADDRESSES_MAX)
        .forEach(
            attribute -> {
              record.write(attribute.length);
              record.writeBytes(attribute);
            });
    return record.toByteArray();
  }

  /** The addresses in a record that anybody may have sent: what is not one is passed over. */
  static List<Multiaddr> decode(byte[] record) {
    List<Multiaddr> addresses = new ArrayList<>();
    if (record.length > BYTES_MAX) {
      return addresses;
    }
    int position = 0;
    int claimed = 0;
    while (position < record.length && claimed < ADDRESSES_MAX) {
      int length = Byte.toUnsignedInt(record[position]);
      int begin = position + 1;
      position = begin + length;
      if (position <= record.length) {
        String attribute = new String(record, begin, length, UTF_8);
        if (attribute.startsWith(KEY)) {
          claimed++;
          address(attribute).ifPresent(addresses::add);
        }
      }
    }
    return addresses;
  }

  private static Optional<Multiaddr> address(String attribute) {
    try {
      return Optional.of(Multiaddr.parse(attribute.substring(KEY.length())));
    } catch (MalformedException e) {
      return Optional.empty();
    }
  }
}
