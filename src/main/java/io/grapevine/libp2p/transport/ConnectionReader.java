package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.noise.NoiseException;
import io.grapevine.libp2p.yamux.YamuxEvent;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The reading thread of a connection: decrypts, feeds the session, and tells the listener of
 * streams outside the lock. It never writes.
 */
final class ConnectionReader implements Runnable {
  private final MuxConnection connection;
  private final SecureChannel channel;
  private final ConnectionListener listener;
  private volatile long lastReceived = System.nanoTime();

  ConnectionReader(MuxConnection connection, SecureChannel channel, ConnectionListener listener) {
    this.connection = connection;
    this.channel = channel;
    this.listener = listener;
  }

  /** For how long nothing has come, in nanoseconds. */
  long silentFor(long now) {
    return now - lastReceived;
  }

  @Override
  public void run() {
    try {
      channel.passLeftover(this::feed);
      int count = 0;
      while (count >= 0) {
        count = channel.receive(this::feed);
        lastReceived = System.nanoTime();
        listener.bytesIn(Math.max(0, count));
      }
      end(CloseReason.Kind.REMOTE, "closed by the remote");
    } catch (NoiseException e) {
      end(CloseReason.Kind.VIOLATION, "encryption: " + e.getMessage());
    } catch (IOException e) {
      end(CloseReason.Kind.FAILED, "receiving failed: " + e.getMessage());
    } finally {
      end(CloseReason.Kind.FAILED, "receiving broke");
    }
  }

  /** Only the first reason counts. */
  private void end(CloseReason.Kind kind, String what) {
    connection.terminate(new CloseReason(kind, what));
  }

  private void feed(byte[] buffer, int offset, int length) {
    List<MuxStream> opened = new ArrayList<>(0);
    List<YamuxEvent> events = connection.feed(buffer, offset, length, opened);
    opened.forEach(stream -> listener.streamOpened(connection, stream));
    events.forEach(this::report);
  }

  private void report(YamuxEvent event) {
    if (event instanceof YamuxEvent.Refused(boolean pressed)) {
      listener.streamRefused(connection, pressed ? StreamRefusal.BUFFER : StreamRefusal.LIMIT);
    } else if (event instanceof YamuxEvent.Reset reset && reset.overrun()) {
      listener.streamRefused(connection, StreamRefusal.BUFFER);
    }
  }
}
