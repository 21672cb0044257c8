package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import javax.jmdns.JmDNS;
import javax.jmdns.ServiceEvent;
import javax.jmdns.ServiceInfo;
import javax.jmdns.ServiceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Multicast DNS on every link of this machine (libp2p specification "mDNS", revision 2): announces
 * this peer under a random name as {@code _p2p._udp.local} and reports the peers that others
 * announce. A peer is reported again whenever its announcement is refreshed.
 */
final class Mdns implements LocalNetwork {
  private static final Logger LOG = LoggerFactory.getLogger(Mdns.class);

  static final String SERVICE = "_p2p._udp.local.";
  private static final int NAME_CHARS = 32;
  private static final String NAME_ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789";

  private final Reach reach;
  private final Supplier<Set<InetAddress>> links;
  private final Consumer<Candidate> found;
  private final String name;
  private final Map<InetAddress, JmDNS> responders = new LinkedHashMap<>();

  /**
   * @param links addresses of this machine, one for each link to use
   * @param found told of each peer that is heard, from threads of its own
   */
  Mdns(
      Reach reach,
      Supplier<Set<InetAddress>> links,
      Consumer<Candidate> found,
      RandomGenerator random) {
    this.reach = reach;
    this.links = links;
    this.found = found;
    this.name = randomName(random);
  }

  /** Not the peer id: a future one may be too long for a DNS label. */
  static String randomName(RandomGenerator random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < NAME_CHARS; i++) {
      text.append(NAME_ALPHABET.charAt(random.nextInt(NAME_ALPHABET.length())));
    }
    return text.toString();
  }

  @Override
  public synchronized void refresh() {
    Set<InetAddress> wanted = links.get();
    for (InetAddress gone : List.copyOf(responders.keySet())) {
      if (!wanted.contains(gone)) {
        stop(gone);
      }
    }
    for (InetAddress link : wanted) {
      if (!responders.containsKey(link)) {
        start(link);
      }
    }
  }

  @Override
  public synchronized void close() {
    List.copyOf(responders.keySet()).forEach(this::stop);
  }

  private void start(InetAddress link) {
    try {
      JmDNS responder = JmDNS.create(link, name);
      responders.put(link, responder);
      responder.addServiceListener(SERVICE, new Ear(link));
      List<Multiaddr> own = MdnsAnnouncement.own(reach.ownAddresses(), link, reach.self());
      if (!own.isEmpty()) {
        int port = own.getFirst().tcpPort().orElseThrow();
        responder.registerService(
            ServiceInfo.create(SERVICE, name, port, 0, 0, MdnsText.encode(own)));
      }
      LOG.info("mDNS on {} announces {}", link.getHostAddress(), own);
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("mDNS does not work on {}: {}", link.getHostAddress(), e.toString());
    }
  }

  private void stop(InetAddress link) {
    JmDNS responder = responders.remove(link);
    if (responder != null) {
      try {
        responder.close();
      } catch (IOException e) {
        LOG.debug("mDNS on {} did not end well", link.getHostAddress(), e);
      }
    }
  }

  /** Hears announcements on one link. */
  private final class Ear implements ServiceListener {
    private final InetAddress link;

    Ear(InetAddress link) {
      this.link = link;
    }

    @Override
    public void serviceAdded(ServiceEvent event) {
      // Only the name is sure to be there; the record may come later, through serviceResolved.
      event.getDNS().requestServiceInfo(event.getType(), event.getName());
      report(event);
    }

    @Override
    public void serviceRemoved(ServiceEvent event) {
      // A goodbye can be forged; whether a peer is gone shows on its connection.
    }

    @Override
    public void serviceResolved(ServiceEvent event) {
      report(event);
    }

    private void report(ServiceEvent event) {
      ServiceInfo announcement = event.getInfo();
      if (announcement != null && !event.getName().equals(name)) {
        PeerId self = reach.self();
        MdnsAnnouncement.candidates(announcement.getTextBytes(), link).stream()
            .filter(candidate -> !candidate.target().equals(new Target.ToPeer(self)))
            .forEach(found);
      }
    }
  }
}
