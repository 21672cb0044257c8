package io.grapevine.libp2p.attack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;

/** Bytes as they stand on the wire, right or wrong, and sockets to send them. */
final class Wire {
  static final int DATA = 0;
  static final int WINDOW_UPDATE = 1;
  static final int PING = 2;
  static final int GO_AWAY = 3;

  static final int SYN = 1;
  static final int ACK = 2;
  static final int FIN = 4;
  static final int RST = 8;

  static final int WINDOW = 256 * 1024;

  private Wire() {}

  /** A Yamux header. */
  static byte[] header(int type, int flags, int stream, int length) {
    return ByteBuffer.allocate(12)
        .put((byte) 0)
        .put((byte) type)
        .putShort((short) flags)
        .putInt(stream)
        .putInt(length)
        .array();
  }

  /** A Yamux data frame. */
  static byte[] data(int flags, int stream, byte[] body) {
    return concat(header(DATA, flags, stream, body.length), body);
  }

  /** The header of multistream-select and proposals behind it. */
  static byte[] multistream(String... proposals) {
    byte[] all = line("/multistream/1.0.0");
    for (String proposal : proposals) {
      all = concat(all, line(proposal));
    }
    return all;
  }

  private static byte[] line(String text) {
    byte[] bytes = (text + "\n").getBytes(UTF_8);
    return concat(new byte[] {(byte) bytes.length}, bytes);
  }

  static byte[] concat(byte[]... parts) {
    int size = 0;
    for (byte[] part : parts) {
      size += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(size);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  static byte[] repeat(byte[] part, int times) {
    ByteBuffer all = ByteBuffer.allocate(part.length * times);
    for (int i = 0; i < times; i++) {
      all.put(part);
    }
    return all.array();
  }

  /**
   * Connects from an address of its own, so that limits by source do not take attackers for honest
   * peers; where only 127.0.0.1 is loopback, from there.
   *
   * @param source number of the address
   */
  static Socket connect(InetSocketAddress target, int source) throws IOException {
    Socket socket = new Socket();
    // What is not read shall be felt soon.
    socket.setReceiveBufferSize(16 * 1024);
    try {
      socket.bind(
          new InetSocketAddress("127.9.%d.%d".formatted(source >> 8 & 0xff, 1 + source % 250), 0));
    } catch (SocketException e) {
      socket.close();
      socket = new Socket();
    }
    socket.connect(target, 10_000);
    socket.setTcpNoDelay(true);
    return socket;
  }
}
