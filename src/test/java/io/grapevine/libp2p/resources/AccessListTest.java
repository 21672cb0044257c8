package io.grapevine.libp2p.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessListTest {
  private static final PeerId ANN = peer(1);
  private static final PeerId BEN = peer(2);

  @Test
  void letsEverybodyPassWhenNothingIsListed() {
    assertThat(AccessList.EVERYBODY.allows(ANN)).isTrue();
    assertThat(AccessList.EVERYBODY.allows(InetAddress.ofLiteral("10.0.0.1"))).isTrue();
  }

  @Test
  void letsOnlyTheAllowedPass() throws Exception {
    AccessList list =
        new AccessList(Set.of(ANN), Set.of(), List.of(range("10.0.0.0/8")), List.of());
    assertThat(list.allows(ANN)).isTrue();
    assertThat(list.allows(BEN)).isFalse();
    assertThat(list.allows(InetAddress.ofLiteral("10.0.0.1"))).isTrue();
    assertThat(list.allows(InetAddress.ofLiteral("11.0.0.1"))).isFalse();
    assertThat(list.allows(InetAddress.ofLiteral("::1"))).isFalse();
  }

  @Test
  void deniesWhatIsBothAllowedAndDenied() throws Exception {
    AccessList list =
        new AccessList(
            Set.of(ANN, BEN),
            Set.of(ANN),
            List.of(range("10.0.0.0/8")),
            List.of(range("10.0.0.0/24")));
    assertThat(list.allows(ANN)).isFalse();
    assertThat(list.allows(BEN)).isTrue();
    assertThat(list.allows(InetAddress.ofLiteral("10.0.0.200"))).isFalse();
    assertThat(list.allows(InetAddress.ofLiteral("::ffff:10.0.0.200"))).isFalse();
    assertThat(list.allows(InetAddress.ofLiteral("10.0.1.0"))).isTrue();
  }

  private static NetworkRange range(String text) throws MalformedException {
    return NetworkRange.parse(text);
  }

  private static PeerId peer(int number) {
    return PeerId.ofPublicKey(new byte[] {8, 1, 18, 1, (byte) number});
  }
}
