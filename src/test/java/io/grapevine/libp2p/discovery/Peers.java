package io.grapevine.libp2p.discovery;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;

/** Peers and addresses for tests. */
final class Peers {
  private Peers() {}

  /** A peer id that stands for this name. */
  static PeerId peer(String name) {
    return PeerId.ofPublicKey(("key of " + name).getBytes(UTF_8));
  }

  static Multiaddr address(String text) {
    try {
      return Multiaddr.parse(text);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** An address in the test network, different for each number below 256. */
  static Multiaddr place(int number) {
    return address("/ip4/192.0.2." + number + "/tcp/4001");
  }

  static Candidate at(int number, Source source) {
    try {
      return Candidate.ofAddress(place(number), source);
    } catch (MalformedException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
