package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.noise.NoiseHandshake;
import io.grapevine.libp2p.noise.NoiseSession;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Carries the messages of a Noise handshake over a socket: each behind a big-endian length of two
 * bytes.
 */
final class NoiseUpgrade {
  private NoiseUpgrade() {}

  static NoiseSession initiate(NoiseHandshake handshake, InputStream in, OutputStream out)
      throws IOException {
    write(out, handshake.start());
    return complete(handshake, in, out);
  }

  static NoiseSession complete(NoiseHandshake handshake, InputStream in, OutputStream out)
      throws IOException {
    try {
      while (true) {
        switch (handshake.receive(read(in))) {
          case NoiseHandshake.Step.Reply(byte[] message) -> write(out, message);
          case NoiseHandshake.Step.Established(byte[] message, NoiseSession session) -> {
            if (message.length > 0) {
              write(out, message);
            }
            return session;
          }
        }
      }
    } catch (IOException e) {
      handshake.abort();
      throw e;
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    DataInputStream source = new DataInputStream(in);
    byte[] message = new byte[source.readUnsignedShort()];
    source.readFully(message);
    return message;
  }

  private static void write(OutputStream out, byte[] message) throws IOException {
    byte[] framed = new byte[2 + message.length];
    framed[0] = (byte) (message.length >> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    out.write(framed);
  }
}
