package io.grapevine.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The only way to a peer: a TCP relay at a port that stays while the peer behind it comes and goes,
 * and that can be cut. While it is cut nothing gets through and nobody is told, as when packets are
 * dropped.
 */
final class CutProxy implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  private final ServerSocket listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition healed = lock.newCondition();
  private final List<Socket> sockets = new ArrayList<>();
  private int target;
  private boolean cut;

  CutProxy() throws IOException {
    listener = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().name("proxy-accept").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Where the peer is now; connections with where it was are over. */
  void leadTo(int port) {
    locked(
        () -> {
          target = port;
          dropAll();
        });
  }

  void cut() {
    locked(() -> cut = true);
  }

  void heal() {
    locked(
        () -> {
          cut = false;
          healed.signalAll();
        });
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket near = listener.accept();
        Thread.ofVirtual().name("proxy-connect").start(() -> connect(near));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void connect(Socket near) {
    try {
      Socket far = new Socket(InetAddress.getLoopbackAddress(), awaitHealth());
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      locked(() -> sockets.addAll(List.of(near, far)));
      Thread.ofVirtual().name("proxy-there").start(() -> relay(near, far));
      Thread.ofVirtual().name("proxy-back").start(() -> relay(far, near));
    } catch (IOException nobodyThere) {
      close(near);
    }
  }

  private void relay(Socket from, Socket to) {
    try (from;
        to;
        InputStream input = from.getInputStream();
        OutputStream output = to.getOutputStream()) {
      byte[] buffer = new byte[CHUNK];
      for (int read = input.read(buffer); read > 0; read = input.read(buffer)) {
        awaitHealth();
        output.write(buffer, 0, read);
      }
      awaitHealth();
    } catch (IOException broken) {
      // Both sides hear of it, since both sockets are closed now.
    } finally {
      locked(() -> sockets.removeAll(List.of(from, to)));
    }
  }

  private int awaitHealth() {
    lock.lock();
    try {
      while (cut) {
        healed.awaitUninterruptibly();
      }
      return target;
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable change) {
    lock.lock();
    try {
      change.run();
    } finally {
      lock.unlock();
    }
  }

  private void dropAll() {
    sockets.forEach(CutProxy::close);
    sockets.clear();
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException alreadyGone) {
      throw new UncheckedIOException(alreadyGone);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    heal();
    locked(this::dropAll);
  }
}
