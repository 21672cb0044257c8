package io.grapevine.libp2p.yamux;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Layout of the 12-byte frame header: version, type, flags (16 bits), stream id, length; all
 * big-endian.
 */
final class Frame {
  static final int HEADER_BYTES = 12;
  static final int SESSION_ID = 0;

  static final int DATA = 0;
  static final int WINDOW_UPDATE = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final int ID_OFFSET = 4;
  private static final int LENGTH_OFFSET = 8;

  private Frame() {}

  static void writeHeader(byte[] target, int offset, int type, int flags, int id, int length) {
    INT.set(target, offset, type << 16 | flags);
    INT.set(target, offset + ID_OFFSET, id);
    INT.set(target, offset + LENGTH_OFFSET, length);
  }

  static int version(byte[] source, int offset) {
    return source[offset] & 0xff;
  }

  static int type(byte[] source, int offset) {
    return source[offset + 1] & 0xff;
  }

  static int flags(byte[] source, int offset) {
    return (int) INT.get(source, offset) & 0xffff;
  }

  static int id(byte[] source, int offset) {
    return (int) INT.get(source, offset + ID_OFFSET);
  }

  /** The length field as an unsigned number. */
  static long length(byte[] source, int offset) {
    return Integer.toUnsignedLong((int) INT.get(source, offset + LENGTH_OFFSET));
  }
}
