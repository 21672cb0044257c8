package io.grapevine.libp2p.host;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this host tells others about where it is: what it was told to announce, else where it
 * listens, and, if it was told so, where others agree to see it.
 */
final class OwnAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(OwnAddresses.class);

  private final SelfDescription self;
  private final ObservedAddresses observed;
  private final boolean announceObserved;
  private List<Multiaddr> listening = List.of();
  private List<Multiaddr> announced = List.of();
  private List<Multiaddr> believed = List.of();

  OwnAddresses(SelfDescription self, ObservedAddresses observed, boolean announceObserved) {
    this.self = self;
    this.observed = observed;
    this.announceObserved = announceObserved;
  }

  synchronized void listening(List<Multiaddr> addresses) {
    listening = addresses;
    publish();
  }

  synchronized void announce(List<Multiaddr> addresses) {
    announced = addresses;
    publish();
  }

  /** Where others agree to see this host. */
  synchronized List<Multiaddr> believed() {
    return believed;
  }

  /**
   * Notes where the other end of a connection sees this host. Whoever dialled us names the address
   * that it dialled. Whom we dialled sees an ephemeral port, so its word counts for the port at
   * which this host listens, if there is just one.
   */
  void seen(PeerLink link, Multiaddr address, long now) {
    Optional<InetAddress> source = link.address().ip();
    Optional<Multiaddr> place =
        link.connection().outbound() ? listeningAt(address) : Optional.of(address.withoutPeer());
    if (source.isPresent() && place.isPresent()) {
      observed.seen(link.peer(), source.get(), place.get(), now);
    }
  }

  private synchronized Optional<Multiaddr> listeningAt(Multiaddr address) {
    List<Integer> ports =
        listening.stream().flatMap(place -> place.tcpPort().stream().boxed()).distinct().toList();
    return ports.size() == 1
        ? address.ip().map(ip -> Multiaddr.ofTcp(ip, ports.getFirst()))
        : Optional.empty();
  }

  /** Takes in what others agree on now; true if that changes what this host tells. */
  synchronized boolean tick(long now) {
    List<Multiaddr> before = believed;
    believed = observed.believed(now);
    if (believed.equals(before)) {
      return false;
    }
    List<Multiaddr> news = new ArrayList<>(believed);
    news.removeAll(self.published().addresses());
    news.removeAll(before);
    if (!news.isEmpty()) {
      LOG.info(
          "Others see this peer at {}, {}",
          news,
          announceObserved && announced.isEmpty()
              ? "which it announces from now on"
              : "which it does not announce");
    }
    return publish();
  }

  private boolean publish() {
    List<Multiaddr> all = new ArrayList<>(announced.isEmpty() ? listening : announced);
    if (announceObserved && announced.isEmpty()) {
      believed.stream().filter(address -> !all.contains(address)).forEach(all::add);
    }
    if (all.equals(self.published().addresses())) {
      return false;
    }
    self.addresses(all);
    return true;
  }
}
