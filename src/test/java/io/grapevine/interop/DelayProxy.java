package io.grapevine.interop;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A TCP relay on this machine that delivers everything later, as a long link does. */
final class DelayProxy implements AutoCloseable {
  private static final int CHUNK = 64 * 1024;

  /** Bounds what is on its way; far more than any window, so that only time delays. */
  private static final int CHUNKS_MAX = 4096;

  private final ServerSocket listener;
  private final int target;
  private final Duration oneWay;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /** Bytes that are due at a time; none at the end of the stream. */
  @SuppressWarnings("ArrayRecordComponent") // neither compared nor shared
  private record Chunk(long dueNanos, byte[] bytes) {}

  private DelayProxy(ServerSocket listener, int target, Duration oneWay) {
    this.listener = listener;
    this.target = target;
    this.oneWay = oneWay;
  }

  /** Starts to relay to a port of this machine. */
  static DelayProxy to(int port, Duration oneWay) throws IOException {
    ServerSocket listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    DelayProxy proxy = new DelayProxy(listener, port, oneWay);
    Thread.ofVirtual().name("delay-accept").start(proxy::accept);
    return proxy;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.addAll(List.of(near, far));
        relay(near, far);
        relay(far, near);
      }
    } catch (IOException e) {
      close();
    }
  }

  private void relay(Socket from, Socket to) {
    BlockingQueue<Chunk> underWay = new ArrayBlockingQueue<>(CHUNKS_MAX);
    Thread.ofVirtual().name("delay-read").start(() -> read(from, underWay));
    Thread.ofVirtual().name("delay-write").start(() -> write(to, underWay));
  }

  private void read(Socket from, BlockingQueue<Chunk> underWay) {
    try {
      try (InputStream input = from.getInputStream()) {
        byte[] buffer = new byte[CHUNK];
        for (int read = input.read(buffer); read > 0; read = input.read(buffer)) {
          byte[] bytes = java.util.Arrays.copyOf(buffer, read);
          underWay.put(new Chunk(System.nanoTime() + oneWay.toNanos(), bytes));
        }
      } catch (IOException e) {
        // Ends like any other connection: the other side hears it.
        underWay.put(new Chunk(System.nanoTime() + oneWay.toNanos(), new byte[0]));
        return;
      }
      underWay.put(new Chunk(System.nanoTime() + oneWay.toNanos(), new byte[0]));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void write(Socket to, BlockingQueue<Chunk> underWay) {
    try (to;
        OutputStream output = to.getOutputStream()) {
      for (Chunk next = underWay.take(); next.bytes.length > 0; next = underWay.take()) {
        TimeUnit.NANOSECONDS.sleep(next.dueNanos - System.nanoTime());
        output.write(next.bytes);
      }
    } catch (IOException e) {
      // The receiver is gone; the sender notices when its socket is closed.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
