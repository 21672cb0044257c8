package io.grapevine.network;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;

/** Starts networks, each on a port of its own on loopback, for the contract to be tried on. */
@FunctionalInterface
interface Networks {
  /** On the own stack. */
  Networks OWN = () -> own(KeyPair.generate(new SecureRandom()));

  PeerNetwork start() throws IOException;

  /** On the own stack, for a peer that may come back. */
  static PeerNetwork own(KeyPair identity) throws IOException {
    return own(identity, "/ip4/127.0.0.1/tcp/0");
  }

  /** On the own stack, at an address of its own. */
  static PeerNetwork own(KeyPair identity, String address) throws IOException {
    return own(host(identity, address));
  }

  /** On this host of the own stack. */
  static PeerNetwork own(Host host) {
    return new HostPeerNetwork(
        host, PubSub.start(host, GossipConfig.defaults(), PubSubObserver.NOOP));
  }

  /** A host of the own stack, started. */
  static Host host() throws IOException {
    return host(KeyPair.generate(new SecureRandom()), "/ip4/127.0.0.1/tcp/0");
  }

  private static Host host(KeyPair identity, String address) throws IOException {
    Host host =
        Host.builder().keyPair(identity).listenAddresses(List.of(Multiaddr.parse(address))).build();
    host.start();
    return host;
  }
}
