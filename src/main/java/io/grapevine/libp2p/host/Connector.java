package io.grapevine.libp2p.host;

import io.grapevine.libp2p.host.DialException.Reason;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.multiformats.MultiaddrProtocol;
import io.grapevine.libp2p.noise.NoiseException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.LimitReached;
import io.grapevine.libp2p.resources.Reservation;
import io.grapevine.libp2p.resources.Resources;
import io.grapevine.libp2p.transport.ConnectionListener;
import io.grapevine.libp2p.transport.MuxConnection;
import io.grapevine.libp2p.transport.Upgrader;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes connections out of sockets, dialled and accepted, under the gater and the limits, and puts
 * them into the table.
 */
final class Connector {
  private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

  private final PeerId self;
  private final ConnectionTable table;
  private final ConnectionGater gater;
  private final HostObserver observer;
  private final Upgrader upgrader;
  private final ConnectionListener listener;
  private final HostConfig config;
  private final Resources resources;
  private final Refusals refusals;

  Connector(
      PeerId self,
      ConnectionTable table,
      ConnectionGater gater,
      HostObserver observer,
      Upgrader upgrader,
      ConnectionListener listener,
      HostConfig config,
      Resources resources,
      Refusals refusals) {
    this.self = self;
    this.table = table;
    this.gater = gater;
    this.observer = observer;
    this.upgrader = upgrader;
    this.listener = listener;
    this.config = config;
    this.resources = resources;
    this.refusals = refusals;
  }

  /** Takes an accepted socket and returns at once. */
  void accepted(Socket socket) {
    Multiaddr address = Multiaddr.ofTcp(socket.getInetAddress(), socket.getPort());
    if (!gater.allowsAddress(address, false)) {
      refusals.refused(Refusal.GATED, address);
      close(socket);
      return;
    }
    try {
      resources.requireConnection(false);
      Reservation halfOpen = resources.handshake(socket.getInetAddress());
      Thread.ofVirtual()
          .name("libp2p-upgrade")
          .start(
              () -> {
                try (halfOpen) {
                  upgradeInbound(socket, address);
                }
              });
    } catch (LimitReached e) {
      refusals.refused(e);
      close(socket);
    }
  }

  private void upgradeInbound(Socket socket, Multiaddr address) {
    MuxConnection connection;
    try {
      connection = upgrader.accepted(socket, config.times().handshake(), listener);
    } catch (IOException | RuntimeException e) {
      refusals.failed(Refusal.HANDSHAKE_FAILED);
      LOG.debug("handshake with {} failed", address, e);
      return;
    }
    try {
      admit(connection, address);
    } catch (DialException e) {
      LOG.debug("connection from {} was turned away: {}", address, e.getMessage());
    }
  }

  /** Dials one address to the end; gives up when a rival has decided the race. */
  PeerLink dial(Optional<PeerId> peer, Multiaddr address, Deadline deadline, AtomicBoolean decided)
      throws IOException {
    if (!gater.allowsAddress(address, true)) {
      throw new DialException(Reason.LIMIT, address + " is denied");
    }
    Socket socket = connect(address, deadline);
    MuxConnection connection;
    try {
      connection =
          upgrader.dialed(socket, peer, deadline.atMost(config.times().handshake()), listener);
    } catch (NoiseException e) {
      boolean other = e.reason() == NoiseException.Reason.IDENTITY_MISMATCH;
      throw new DialException(
          other ? Reason.IDENTITY_MISMATCH : Reason.UPGRADE_FAILED,
          address + ": " + e.getMessage(),
          e);
    } catch (SocketTimeoutException e) {
      throw new DialException(Reason.TIMEOUT, "handshake with " + address + " took too long", e);
    } catch (IOException e) {
      throw new DialException(
          Reason.UPGRADE_FAILED, "handshake with " + address + " failed: " + e.getMessage(), e);
    }
    if (!decided.compareAndSet(false, true)) {
      connection.abort();
      throw new DialException(Reason.CLOSED, "another address was faster than " + address);
    }
    return admit(connection, address);
  }

  private PeerLink admit(MuxConnection connection, Multiaddr address) throws DialException {
    PeerId peer = connection.remotePeer();
    if (peer.equals(self)) {
      connection.abort();
      throw new DialException(Reason.REFUSED, address + " is this peer itself");
    }
    if (!gater.allowsPeer(peer, connection.outbound())) {
      refusals.refused(Refusal.GATED, peer);
      connection.abort();
      throw new DialException(Reason.LIMIT, peer + " is denied");
    }
    PeerLink link =
        new PeerLink(connection, address.withoutPeer(), self, reserve(connection, address));
    if (!table.add(link)) {
      link.release();
      connection.abort();
      throw new DialException(Reason.CLOSED, "this host is closing");
    }
    observer.connectionOpened(connection.outbound());
    connection.start();
    table.started(link);
    return link;
  }

  private Reservation reserve(MuxConnection connection, Multiaddr address) throws DialException {
    PeerId peer = connection.remotePeer();
    try {
      return resources.connection(peer, connection.outbound() ? Optional.empty() : address.ip());
    } catch (LimitReached e) {
      refusals.refused(e);
      connection.abort();
      throw new DialException(Reason.LIMIT, peer + " was turned away: " + e.getMessage(), e);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("closing a refused socket failed", e);
    }
  }

  private Socket connect(Multiaddr address, Deadline deadline) throws IOException {
    IOException last = new DialException(Reason.NO_ADDRESS, address + " does not resolve");
    int port = address.tcpPort().orElse(0);
    for (InetAddress candidate : resolve(address)) {
      if (!gater.allowsAddress(Multiaddr.ofTcp(candidate, port), true)) {
        last = new DialException(Reason.LIMIT, address + " stands for a denied address");
        continue;
      }
      Socket socket = new Socket();
      try {
        int millis = (int) Math.max(1, deadline.atMost(config.times().connect()).toMillis());
        socket.connect(new InetSocketAddress(candidate, port), millis);
        return socket;
      } catch (SocketTimeoutException e) {
        socket.close();
        last = new DialException(Reason.TIMEOUT, address + " does not answer", e);
      } catch (IOException e) {
        socket.close();
        last = new DialException(Reason.REFUSED, address + ": " + e.getMessage(), e);
      }
    }
    throw last;
  }

  private static List<InetAddress> resolve(Multiaddr address) throws IOException {
    Optional<InetAddress> literal = address.ip();
    if (literal.isPresent()) {
      return List.of(literal.get());
    }
    MultiaddrProtocol kind = address.components().getFirst().protocol();
    InetAddress[] all = InetAddress.getAllByName(address.host().orElseThrow());
    return Arrays.stream(all)
        .filter(ip -> kind != MultiaddrProtocol.DNS4 || ip instanceof Inet4Address)
        .filter(ip -> kind != MultiaddrProtocol.DNS6 || ip instanceof Inet6Address)
        .toList();
  }
}
