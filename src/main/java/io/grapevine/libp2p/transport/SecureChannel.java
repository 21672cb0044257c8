package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.noise.CipherState;
import io.grapevine.libp2p.noise.NoiseSession;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/**
 * A socket behind a finished Noise handshake: each message is a length of two bytes and a
 * ciphertext. One thread may receive while another sends. Both buffers start small, since most
 * connections are quiet, and grow to one message at most.
 */
final class SecureChannel {
  private static final int LENGTH_BYTES = 2;
  private static final int SMALL_BUFFER = 1024;
  private static final int LARGEST_MESSAGE = LENGTH_BYTES + CipherState.MAX_MESSAGE_BYTES;

  private final Socket socket;
  private final OutputStream out;
  private final NoiseSession noise;
  private InputStream in;

  private byte[] received = new byte[SMALL_BUFFER];
  private int receivedStart;
  private int receivedEnd;
  private byte[] sending = new byte[SMALL_BUFFER];

  /** Plaintext that was received during the upgrade and belongs to what comes after it. */
  private final ByteArrayOutputStream leftover = new ByteArrayOutputStream();

  private int leftoverTaken;

  /**
   * @param limited the input of the socket while the upgrade lasts
   */
  SecureChannel(Socket socket, NoiseSession noise, DeadlineInput limited) throws IOException {
    this.socket = socket;
    this.in = limited;
    this.out = socket.getOutputStream();
    this.noise = noise;
  }

  /** Lifts the deadline of the upgrade. */
  void handshakeOver() throws IOException {
    socket.setSoTimeout(0);
    in = socket.getInputStream();
  }

  /** Sets received plaintext aside. */
  void keep(byte[] buffer, int offset, int length) {
    leftover.write(buffer, offset, length);
  }

  boolean hasLeftover() {
    return leftoverTaken < leftover.size();
  }

  int takeLeftover() {
    return leftover.toByteArray()[leftoverTaken++] & 0xff;
  }

  /** Passes on what was set aside and not taken; to be called once, before the first receive. */
  void passLeftover(Receiver receiver) {
    byte[] all = leftover.toByteArray();
    leftover.reset();
    if (all.length > leftoverTaken) {
      receiver.receive(all, leftoverTaken, all.length - leftoverTaken);
    }
    leftoverTaken = 0;
  }

  NoiseSession noise() {
    return noise;
  }

  /** Takes one message of plaintext out of {@code buffer}. */
  @FunctionalInterface
  interface Receiver {
    void receive(byte[] buffer, int offset, int length);
  }

  /**
   * Waits for bytes and passes on the plaintext of every complete message.
   *
   * @return bytes read from the socket, or -1 at the end of the stream
   */
  int receive(Receiver receiver) throws IOException {
    makeRoom();
    int count = in.read(received, receivedEnd, received.length - receivedEnd);
    if (count < 0) {
      if (receivedEnd > receivedStart) {
        throw new EOFException("connection ended within a message");
      }
      return -1;
    }
    receivedEnd += count;
    int length = messageLength();
    while (length >= 0 && receivedEnd - receivedStart >= LENGTH_BYTES + length) {
      int offset = receivedStart + LENGTH_BYTES;
      int plain = noise.receiver().decrypt(received, offset, length, received, offset);
      receivedStart = offset + length;
      receiver.receive(received, offset, plain);
      length = messageLength();
    }
    return count;
  }

  /** The announced length of the message at the start of the buffer; -1 if it is not there yet. */
  private int messageLength() {
    if (receivedEnd - receivedStart < LENGTH_BYTES) {
      return -1;
    }
    return ((received[receivedStart] & 0xff) << 8) | (received[receivedStart + 1] & 0xff);
  }

  /** Moves the unfinished message to the front, in a buffer that is large enough for it. */
  private void makeRoom() {
    int kept = receivedEnd - receivedStart;
    int needed = LENGTH_BYTES + Math.max(0, messageLength());
    boolean full = kept == 0 && receivedEnd == received.length;
    int size = Math.max(received.length, needed);
    if (full || needed > received.length) {
      size = Math.min(LARGEST_MESSAGE, Math.max(needed, received.length * 2));
    }
    byte[] target = size > received.length ? new byte[size] : received;
    System.arraycopy(received, receivedStart, target, 0, kept);
    received = target;
    receivedStart = 0;
    receivedEnd = kept;
  }

  /** The buffer to put plaintext into, from {@link #plaintextStart} to {@link #plaintextLimit}. */
  byte[] sendBuffer(int expected) {
    int wanted = LENGTH_BYTES + expected + CipherState.TAG_BYTES;
    if (wanted > sending.length) {
      int size = Math.min(LARGEST_MESSAGE, Math.max(wanted, sending.length * 2));
      sending = size > sending.length ? Arrays.copyOf(sending, size) : sending;
    }
    return sending;
  }

  int plaintextStart() {
    return LENGTH_BYTES;
  }

  int plaintextLimit() {
    return sending.length - CipherState.TAG_BYTES;
  }

  /**
   * Encrypts and sends the plaintext that ends at {@code end}; returns the bytes written to the
   * socket.
   */
  int send(int end) throws IOException {
    int length =
        noise.sender().encrypt(sending, LENGTH_BYTES, end - LENGTH_BYTES, sending, LENGTH_BYTES);
    sending[0] = (byte) (length >> 8);
    sending[1] = (byte) length;
    out.write(sending, 0, LENGTH_BYTES + length);
    return LENGTH_BYTES + length;
  }

  /** Tells the remote that nothing more will come; receiving goes on. */
  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes the socket, which ends what blocks in it. */
  void close() {
    Sockets.closeQuietly(socket);
  }
}
