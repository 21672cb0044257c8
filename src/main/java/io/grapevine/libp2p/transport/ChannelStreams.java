package io.grapevine.libp2p.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A secure channel as a pair of plain streams, for the one negotiation that may come before Yamux.
 * What was written is sent when a read has to wait; what was received behind the negotiation is
 * given back to the channel.
 */
final class ChannelStreams {
  private final SecureChannel channel;
  private final ByteArrayOutputStream unsent = new ByteArrayOutputStream();
  private final InputStream input = new Input();
  private final OutputStream output = new Output();

  ChannelStreams(SecureChannel channel) {
    this.channel = channel;
  }

  InputStream input() {
    return input;
  }

  OutputStream output() {
    return output;
  }

  private void send() throws IOException {
    byte[] plaintext = unsent.toByteArray();
    unsent.reset();
    if (plaintext.length > 0) {
      byte[] buffer = channel.sendBuffer(plaintext.length);
      System.arraycopy(plaintext, 0, buffer, channel.plaintextStart(), plaintext.length);
      channel.send(channel.plaintextStart() + plaintext.length);
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      while (!channel.hasLeftover()) {
        send();
        if (channel.receive(channel::keep) < 0) {
          return -1;
        }
      }
      return channel.takeLeftover();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int value = length == 0 ? 0 : read();
      if (value >= 0 && length > 0) {
        target[offset] = (byte) value;
        return 1;
      }
      return value;
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int value) {
      unsent.write(value);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
      unsent.write(source, offset, length);
    }

    @Override
    public void flush() throws IOException {
      send();
    }
  }
}
