package io.grapevine.libp2p.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts connections on one address until it is closed. */
public final class TcpListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TcpListener.class);
  private static final int BACKLOG = 256;

  /**
   * After a failed accept (out of file descriptors, say) this long passes before the next, so that
   * the failure does not spin.
   */
  private static final long PAUSE_MILLIS = 100;

  private final ServerSocket socket;
  private final Consumer<Socket> acceptor;
  private final CountDownLatch closed = new CountDownLatch(1);

  private TcpListener(ServerSocket socket, Consumer<Socket> acceptor) {
    this.socket = socket;
    this.acceptor = acceptor;
  }

  /**
   * Binds and starts to accept.
   *
   * @param acceptor takes each socket and must return at once
   * @throws IOException if the address cannot be bound
   */
  public static TcpListener bind(InetSocketAddress address, Consumer<Socket> acceptor)
      throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.setReuseAddress(true);
      socket.bind(address, BACKLOG);
    } catch (IOException e) {
      Sockets.closeQuietly(socket);
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
    TcpListener listener = new TcpListener(socket, acceptor);
    Thread.ofVirtual().name("libp2p-accept-" + socket.getLocalPort()).start(listener::acceptLoop);
    return listener;
  }

  /** The bound address, with the real port. */
  public InetSocketAddress address() {
    return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
  }

  private void acceptLoop() {
    while (!socket.isClosed()) {
      try {
        acceptor.accept(socket.accept());
      } catch (IOException e) {
        if (!socket.isClosed()) {
          LOG.warn("accepting a connection on {} failed: {}", socket, e.getMessage());
          pause();
        }
      }
    }
  }

  private void pause() {
    try {
      // Ends early when the listener is closed.
      if (closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
        LOG.debug("listener on {} was closed while it paused", socket);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    Sockets.closeQuietly(socket);
  }
}
