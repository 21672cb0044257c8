package io.grapevine.libp2p.transport;

import java.io.IOException;

/** The writing thread of a connection: encrypts and sends one batch after the other. */
final class ConnectionWriter implements Runnable {
  private final MuxConnection connection;
  private final SecureChannel channel;
  private final ConnectionListener listener;

  /** When the current write to the socket began; 0 between writes. */
  private volatile long writingSince;

  ConnectionWriter(MuxConnection connection, SecureChannel channel, ConnectionListener listener) {
    this.connection = connection;
    this.channel = channel;
    this.listener = listener;
  }

  /** How long the current write has been waiting for the remote, in nanoseconds; 0 if none is. */
  long blockedFor(long now) {
    long since = writingSince;
    return since == 0 ? 0 : now - since;
  }

  @Override
  public void run() {
    try {
      for (int end = connection.nextBatch(); end > 0; end = connection.nextBatch()) {
        writingSince = System.nanoTime();
        int count = channel.send(end);
        writingSince = 0;
        listener.bytesOut(count);
      }
      channel.endOutput();
      connection.finishedWriting();
    } catch (InterruptedException e) {
      connection.terminate(new CloseReason(CloseReason.Kind.LOCAL, "writer was interrupted"));
    } catch (IOException e) {
      connection.terminate(
          new CloseReason(CloseReason.Kind.FAILED, "sending failed: " + e.getMessage()));
    } finally {
      writingSince = 0;
    }
  }
}
