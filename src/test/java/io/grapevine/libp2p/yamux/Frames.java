package io.grapevine.libp2p.yamux;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Builds and reads frames as they are on the wire. */
final class Frames {
  /** One frame; {@code body} counts the bytes behind the header. */
  record Seen(int type, int flags, int id, long length) {}

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  static Frames frames() {
    return new Frames();
  }

  Frames raw(int version, int type, int flags, int id, long length) {
    byte[] header = new byte[Frame.HEADER_BYTES];
    Frame.writeHeader(header, 0, type, flags, id, (int) length);
    header[0] = (byte) version;
    bytes.writeBytes(header);
    return this;
  }

  Frames header(int type, int flags, int id, long length) {
    return raw(0, type, flags, id, length);
  }

  Frames data(int flags, int id, byte... body) {
    header(Frame.DATA, flags, id, body.length);
    bytes.writeBytes(body);
    return this;
  }

  Frames window(int flags, int id, long credit) {
    return header(Frame.WINDOW_UPDATE, flags, id, credit);
  }

  Frames ping(int flags, int value) {
    return header(Frame.PING, flags, 0, value);
  }

  byte[] bytes() {
    return bytes.toByteArray();
  }

  static List<Seen> parse(byte[] wire) {
    List<Seen> seen = new ArrayList<>();
    int position = 0;
    while (position < wire.length) {
      Seen frame =
          new Seen(
              Frame.type(wire, position),
              Frame.flags(wire, position),
              Frame.id(wire, position),
              Frame.length(wire, position));
      seen.add(frame);
      position += Frame.HEADER_BYTES + (frame.type() == Frame.DATA ? (int) frame.length() : 0);
    }
    return seen;
  }

  /** Everything that a session wants to send, one drain of a large buffer after the other. */
  static byte[] drain(YamuxSession session, List<YamuxEvent> events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[65_519];
    for (int end = session.drain(buffer, 0, buffer.length, events);
        end > 0;
        end = session.drain(buffer, 0, buffer.length, events)) {
      out.write(buffer, 0, end);
    }
    return out.toByteArray();
  }

  static byte[] drain(YamuxSession session) {
    return drain(session, new ArrayList<>());
  }
}
