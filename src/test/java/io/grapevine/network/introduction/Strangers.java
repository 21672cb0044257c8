package io.grapevine.network.introduction;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.job.WorkType;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.util.List;
import java.util.Set;

/** Peers of which somebody hears. */
final class Strangers {
  static final WorkType ECHO = new WorkType("echo");
  static final WorkType SCRAPE = new WorkType("web-scrape");

  private Strangers() {}

  static PeerId peer(int number) {
    return PeerId.ofPublicKey(("key of peer " + number).getBytes(UTF_8));
  }

  /** Does this work, at an address of its own. */
  static Introduction at(int number, WorkType... types) {
    return new Introduction(
        peer(number), Set.of(types), 1, List.of(place(number >> 8, number & 0xff, 4001)));
  }

  /** The same after a restart. */
  static Introduction renewed(Introduction before) {
    return new Introduction(
        before.peer(), before.types(), before.sequence() + 1, before.addresses());
  }

  static Multiaddr place(int network, int machine, int port) {
    return address("/ip4/10.1.%d.%d/tcp/%d".formatted(network, machine, port));
  }

  static Multiaddr address(String text) {
    try {
      return Multiaddr.parse(text);
    } catch (MalformedException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }
}
