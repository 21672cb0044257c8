package io.grapevine.libp2p.host;

import static io.grapevine.libp2p.host.Hosts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.AccessList;
import io.grapevine.libp2p.resources.NetworkRange;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AccessGaterTest {
  private final Hosts hosts = new Hosts();
  private final CountingObserver observer = new CountingObserver();

  @AfterEach
  void close() {
    hosts.close();
  }

  @Test
  void keepsADeniedNetworkOutInBothDirections() throws Exception {
    Host guarded = guarded(new AccessList(Set.of(), Set.of(), List.of(), loopback()));
    Host other = hosts.start();
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> Hosts.connect(guarded, other))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(DialException.Reason.LIMIT));
    assertThatExceptionOfType(DialException.class).isThrownBy(() -> Hosts.connect(other, guarded));
    await().until(() -> observer.refusals(Refusal.GATED) == 1);
    assertThat(guarded.connections()).isEmpty();
    assertThat(guarded.resources().handshakes()).isZero();
  }

  @Test
  void judgesANameByItsAddresses() throws Exception {
    Host guarded = guarded(new AccessList(Set.of(), Set.of(), List.of(), loopback()));
    Host other = hosts.start();
    int port = other.addresses().getFirst().tcpPort().orElseThrow();
    Multiaddr name = Multiaddr.parse("/dns4/localhost/tcp/" + port);
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> guarded.connect(name, SOON))
        .withMessageContaining("denied");
  }

  @Test
  void connectsOnlyAllowedPeers() throws Exception {
    Host friend = hosts.start();
    Host stranger = hosts.start();
    Set<PeerId> allowed = Set.of(friend.peerId());
    Host guarded = guarded(new AccessList(allowed, Set.of(), loopback(), List.of()));
    Hosts.connect(friend, guarded);
    assertThatExceptionOfType(DialException.class)
        .isThrownBy(() -> Hosts.connect(guarded, stranger));
    Hosts.connect(stranger, guarded);
    await().until(() -> observer.refusals(Refusal.GATED) == 1);
    assertThat(guarded.connectedPeers()).containsExactly(friend.peerId());
  }

  private Host guarded(AccessList list) throws IOException {
    return hosts.start(builder -> builder.observer(observer).gater(new AccessGater(list)));
  }

  private static List<NetworkRange> loopback() throws IOException {
    return List.of(NetworkRange.parse("127.0.0.0/8"), NetworkRange.parse("::1"));
  }
}
