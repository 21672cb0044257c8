package io.grapevine.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PeerStoreTest {
  private static final Duration LIFE = Duration.ofMinutes(1);

  private final AtomicLong now = new AtomicLong();
  private final Set<PeerId> connected = new HashSet<>();
  private final PeerStore store =
      new PeerStore(new HostConfig.KnownPeers(3, 2), now::get, connected::contains);
  private final PeerId peer = peer();

  @Test
  void forgetsAddressesWhenTheirTimeIsOver() throws MalformedException {
    store.addAddresses(peer, List.of(address(1)), LIFE);
    now.addAndGet(LIFE.toNanos() - 1);
    assertThat(store.addresses(peer)).containsExactly(address(1));
    now.incrementAndGet();

    assertThat(store.addresses(peer)).isEmpty();
  }

  @Test
  void keepsTheNewestAddressesUpToTheLimit() throws MalformedException {
    store.addAddresses(peer, List.of(address(1), address(2), address(3)), LIFE);

    assertThat(store.addresses(peer)).containsExactly(address(3), address(2));
  }

  @Test
  void cutsThePeerIdOff() throws MalformedException {
    store.addAddresses(peer, List.of(address(1).withPeer(peer.toMultihash())), LIFE);

    assertThat(store.addresses(peer)).containsExactly(address(1));
  }

  @Test
  void dropsTheOldestPeerThatIsNotConnected() throws MalformedException {
    PeerId second = peer();
    connected.add(peer);
    store.addAddresses(peer, List.of(address(1)), LIFE);
    store.addAddresses(second, List.of(address(2)), LIFE);
    for (int i = 0; i < 10; i++) {
      store.addAddresses(peer(), List.of(address(3)), LIFE);
    }

    assertThat(store.peers()).hasSize(3).contains(peer).doesNotContain(second);
  }

  @Test
  void takesOnlyNewerRecords() throws MalformedException {
    assertThat(store.accept(new PeerRecord(peer, 5, List.of(address(1))), LIFE)).isTrue();
    assertThat(store.accept(new PeerRecord(peer, 5, List.of(address(2))), LIFE)).isFalse();
    assertThat(store.accept(new PeerRecord(peer, 6, List.of(address(2))), LIFE)).isTrue();

    assertThat(store.addresses(peer)).containsExactly(address(2));
  }

  private static Multiaddr address(int port) throws MalformedException {
    return Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port);
  }

  private static PeerId peer() {
    return KeyPair.generate(new SecureRandom()).peerId();
  }
}
