package io.grapevine.libp2p.host;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.transport.TcpListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The sockets at which a host listens. */
final class Listening implements AutoCloseable {
  private final List<TcpListener> listeners = new ArrayList<>();

  /**
   * Binds all addresses.
   *
   * @return the addresses to be reached at, with real ports
   * @throws IOException if one cannot be bound; those that could be are closed with this
   */
  List<Multiaddr> bind(List<Multiaddr> addresses, Consumer<Socket> acceptor) throws IOException {
    List<InetSocketAddress> bound = new ArrayList<>();
    for (Multiaddr address : addresses) {
      TcpListener listener =
          TcpListener.bind(
              new InetSocketAddress(address.ip().orElseThrow(), address.tcpPort().orElseThrow()),
              acceptor);
      listeners.add(listener);
      bound.add(listener.address());
    }
    return ListenAddresses.resolve(bound);
  }

  @Override
  public void close() {
    listeners.forEach(TcpListener::close);
  }
}
