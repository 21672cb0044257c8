package io.grapevine.libp2p.attack;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.noise.CipherState;
import io.grapevine.libp2p.noise.NoiseHandshake;
import io.grapevine.libp2p.noise.NoiseIdentity;
import io.grapevine.libp2p.noise.NoiseSession;
import io.grapevine.libp2p.transport.ProtocolSelection;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A connection with a real Noise handshake on which Yamux frames are written by hand. What comes
 * back is counted by kind; nothing is answered.
 */
final class RawConnection implements Closeable {
  final AtomicLong resets = new AtomicLong();
  final AtomicLong pongs = new AtomicLong();

  /** Bytes of data frames. */
  final AtomicLong bodies = new AtomicLong();

  private final Socket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final NoiseSession noise;
  private final byte[] message = new byte[2 + CipherState.MAX_MESSAGE_BYTES];
  private final CountDownLatch ended = new CountDownLatch(1);

  private RawConnection(Socket socket, NoiseSession noise) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(socket.getInputStream());
    this.noise = noise;
  }

  /** Connects and reads on, from source 1. */
  static RawConnection to(HonestPeer target) throws IOException {
    RawConnection connection = deafTo(target, 1);
    Thread.ofVirtual().name("attacker-read").start(connection::readLoop);
    return connection;
  }

  /** Connects and never reads once the handshake is over. */
  static RawConnection deafTo(HonestPeer target, int source) throws IOException {
    Socket socket = Wire.connect(target.socketAddress(), source);
    SecureRandom random = new SecureRandom();
    KeyPair keys = KeyPair.generate(random);
    DataInputStream in = new DataInputStream(socket.getInputStream());
    OutputStream out = socket.getOutputStream();
    if (ProtocolSelection.propose(in, out, List.of(NoiseHandshake.PROTOCOL_ID)).isEmpty()) {
      throw new IOException("the target does not speak Noise");
    }
    NoiseHandshake handshake =
        NoiseHandshake.initiator(
            NoiseIdentity.create(keys, random), List.of("/yamux/1.0.0"), random);
    write(out, handshake.start());
    byte[] answer = new byte[in.readUnsignedShort()];
    in.readFully(answer);
    if (handshake.receive(answer)
        instanceof NoiseHandshake.Step.Established(byte[] last, NoiseSession session)) {
      write(out, last);
      return new RawConnection(socket, session);
    }
    throw new IOException("the handshake did not end");
  }

  private static void write(OutputStream out, byte[] message) throws IOException {
    ByteBuffer framed = ByteBuffer.allocate(2 + message.length);
    out.write(framed.putShort((short) message.length).put(message).array());
  }

  /** Encrypts and sends bytes of Yamux, in as few messages as possible. */
  void send(byte[]... parts) throws IOException {
    byte[] plain = Wire.concat(parts);
    for (int start = 0; start < plain.length; start += CipherState.MAX_PLAINTEXT_BYTES) {
      int length = Math.min(CipherState.MAX_PLAINTEXT_BYTES, plain.length - start);
      int size = noise.sender().encrypt(plain, start, length, message, 2);
      message[0] = (byte) (size >> 8);
      message[1] = (byte) size;
      out.write(message, 0, 2 + size);
    }
  }

  /**
   * Sends the same again and again.
   *
   * @return how often before the target hung up
   */
  int flood(int times, byte[] plain) {
    for (int i = 0; i < times; i++) {
      try {
        send(plain);
      } catch (IOException e) {
        return i;
      }
    }
    return times;
  }

  /** Sends bytes that are not encrypted. */
  void sendPlain(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  /** The target has hung up, or does so soon. */
  void awaitCutOff() throws InterruptedException {
    assertThat(ended.await(Arena.SOON.toSeconds(), TimeUnit.SECONDS)).as("cut off").isTrue();
  }

  boolean isCutOff() {
    return ended.getCount() == 0;
  }

  private void readLoop() {
    byte[] header = new byte[12];
    int have = 0;
    long body = 0;
    try {
      while (true) {
        byte[] encrypted = new byte[in.readUnsignedShort()];
        in.readFully(encrypted);
        int count = noise.receiver().decrypt(encrypted, 0, encrypted.length, encrypted, 0);
        for (int i = 0; i < count; i++) {
          if (body > 0) {
            body--;
            continue;
          }
          header[have++] = encrypted[i];
          if (have == header.length) {
            have = 0;
            body = take(ByteBuffer.wrap(header));
          }
        }
      }
    } catch (IOException e) {
      ended.countDown();
    }
  }

  private long take(ByteBuffer header) {
    int type = header.get(1);
    int flags = header.getShort(2);
    long length = Integer.toUnsignedLong(header.getInt(8));
    if (type == Wire.PING) {
      pongs.addAndGet((flags & Wire.ACK) != 0 ? 1 : 0);
    } else if ((flags & Wire.RST) != 0) {
      resets.incrementAndGet();
    }
    if (type == Wire.DATA) {
      bodies.addAndGet(length);
      return length;
    }
    return 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
