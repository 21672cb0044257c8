package io.grapevine.jvmlibp2p;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.libp2p.core.crypto.KeyKt;
import io.libp2p.core.crypto.PrivKey;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The same things in the words of both stacks. */
final class Translations {
  private Translations() {}

  static PeerId peerId(io.libp2p.core.PeerId theirs) {
    try {
      return PeerId.decode(theirs.getBytes());
    } catch (MalformedException impossible) {
      throw new IllegalStateException("a peer id that the handshake proved is sound", impossible);
    }
  }

  static io.libp2p.core.PeerId peerId(PeerId ours) {
    return new io.libp2p.core.PeerId(ours.toBytes());
  }

  /** The identity itself, not a new one. */
  static PrivKey privateKey(KeyPair keyPair) {
    return KeyKt.unmarshalPrivateKey(keyPair.encodedPrivateKey());
  }

  static Multiaddr address(io.libp2p.core.multiformats.Multiaddr theirs) {
    try {
      return Multiaddr.decode(theirs.serialize()).withoutPeer();
    } catch (MalformedException unknown) {
      throw new IllegalStateException("an address in use can be read: " + theirs, unknown);
    }
  }

  /** Those at which the library can dial. */
  static io.libp2p.core.multiformats.Multiaddr[] addresses(Collection<Multiaddr> ours) {
    return ours.stream()
        .map(Multiaddr::withoutPeer)
        .filter(Multiaddr::isPlainTcp)
        .map(address -> io.libp2p.core.multiformats.Multiaddr.deserialize(address.toBytes()))
        .toArray(io.libp2p.core.multiformats.Multiaddr[]::new);
  }

  /** What the library has bound. */
  static List<InetSocketAddress> sockets(Collection<io.libp2p.core.multiformats.Multiaddr> bound) {
    List<InetSocketAddress> sockets = new ArrayList<>();
    for (io.libp2p.core.multiformats.Multiaddr theirs : bound) {
      Multiaddr address = address(theirs);
      sockets.add(
          new InetSocketAddress(address.ip().orElseThrow(), address.tcpPort().orElseThrow()));
    }
    return sockets;
  }
}
