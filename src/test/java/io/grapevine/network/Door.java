package io.grapevine.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A port behind which there is no peer; counts who knocks. */
final class Door implements AutoCloseable {
  private final ServerSocket socket;
  private final boolean silent;
  private final AtomicInteger knocks = new AtomicInteger();
  private final Queue<Socket> kept = new ConcurrentLinkedQueue<>();

  private Door(String host, boolean silent) throws IOException {
    this.socket = new ServerSocket(0, 50, InetAddress.getByName(host));
    this.silent = silent;
    Thread.ofVirtual().name("door-" + socket.getLocalPort()).start(this::open);
  }

  /** Takes connections and says nothing on them. */
  static Door silent(String host) throws IOException {
    return new Door(host, true);
  }

  /** Ends connections at once. */
  static Door slammed(String host) throws IOException {
    return new Door(host, false);
  }

  String address() {
    return "/ip4/%s/tcp/%d"
        .formatted(socket.getInetAddress().getHostAddress(), socket.getLocalPort());
  }

  int knocks() {
    return knocks.get();
  }

  private void open() {
    try {
      while (true) {
        Socket visitor = socket.accept();
        knocks.incrementAndGet();
        if (silent) {
          kept.add(visitor);
        } else {
          visitor.close();
        }
      }
    } catch (IOException closed) {
      kept.clear();
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket visitor : kept) {
      visitor.close();
    }
  }
}
