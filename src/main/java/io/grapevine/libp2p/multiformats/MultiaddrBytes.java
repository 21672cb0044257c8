package io.grapevine.libp2p.multiformats;

import io.grapevine.libp2p.multiformats.Multiaddr.Component;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The binary form of multiaddrs: for each component its number, perhaps a length, and its value.
 */
final class MultiaddrBytes {

  private MultiaddrBytes() {}

  static byte[] encode(List<Component> components) {
    int size = 0;
    for (Component component : components) {
      size += UnsignedVarint.sizeOf(component.protocol().code()) + component.value().length;
      if (isLengthPrefixed(component)) {
        size += UnsignedVarint.sizeOf(component.value().length);
      }
    }
    ByteBuffer out = ByteBuffer.allocate(size);
    for (Component component : components) {
      UnsignedVarint.write(component.protocol().code(), out);
      if (isLengthPrefixed(component)) {
        UnsignedVarint.write(component.value().length, out);
      }
      out.put(component.value());
    }
    return out.array();
  }

  static List<Component> decode(ByteBuffer in) throws MalformedException {
    List<Component> components = new ArrayList<>();
    while (in.hasRemaining()) {
      long code = UnsignedVarint.read(in);
      MultiaddrProtocol protocol =
          MultiaddrProtocol.ofCode(code)
              .orElseThrow(() -> new MalformedException("multiaddr protocol is unknown: " + code));
      long length =
          protocol.valueBytes() == MultiaddrProtocol.LENGTH_PREFIXED
              ? UnsignedVarint.read(in)
              : protocol.valueBytes();
      if (length > in.remaining()) {
        throw new MalformedException(
            "multiaddr ends inside the value of " + protocol.text() + ", " + length + " bytes");
      }
      byte[] value = new byte[(int) length];
      in.get(value);
      components.add(new Component(protocol, value, MultiaddrValue.print(protocol, value)));
    }
    return components;
  }

  private static boolean isLengthPrefixed(Component component) {
    return component.protocol().valueBytes() == MultiaddrProtocol.LENGTH_PREFIXED;
  }
}
