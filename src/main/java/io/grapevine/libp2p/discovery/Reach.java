package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What discovery needs of a host. */
interface Reach {
  PeerId self();

  /** Addresses that others can use, without the peer at their end. */
  List<Multiaddr> ownAddresses();

  Contacts contacts();

  /** Peers that were met before and may be dialled again. */
  List<Candidate> known();

  /** Carries out a dial; blocks no longer than the limit. Tells who answered. */
  PeerId dial(Dial dial, Duration limit) throws IOException;

  /** Tells of peers that are gone. */
  void onLost(Consumer<PeerId> listener);
}
