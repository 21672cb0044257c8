package io.grapevine.libp2p.pubsub;

import static io.grapevine.libp2p.pubsub.PubSubPeers.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.ExchangedPeer;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.pubsub.PubSubPeers.TestPeer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HostDialsTest {

  private final PubSubPeers peers = new PubSubPeers();
  private TestPeer ours;
  private TestPeer named;
  private TestPeer other;
  private HostDials dials;

  @BeforeEach
  void start() throws IOException {
    ours = peers.start();
    named = peers.start();
    other = peers.start();
    dials = new HostDials(ours.host);
  }

  @AfterEach
  void close() {
    peers.close();
  }

  @Test
  void connectsWhereASignedRecordLeads() {
    dials.dial(new ExchangedPeer(named.id(), record(named)));

    eventually(() -> assertThat(ours.host.isConnected(named.id())).isTrue());
  }

  @Test
  void followsNoRecordThatIsForgedOrOfSomebodyElse() {
    byte[] forged = record(named);
    forged[forged.length - 1] ^= 1;
    dials.dial(new ExchangedPeer(named.id(), forged));
    dials.dial(new ExchangedPeer(named.id(), record(other)));
    dials.dial(new ExchangedPeer(named.id(), new byte[] {1, 2, 3}));
    dials.dial(new ExchangedPeer(other.id(), record(other)));

    eventually(() -> assertThat(ours.host.isConnected(other.id())).isTrue());
    assertThat(ours.host.isConnected(named.id())).isFalse();
    assertThat(ours.host.peerStore().addresses(named.id())).isEmpty();
  }

  @Test
  void doesNotLetAnOldRecordReplaceANewerOne() throws Exception {
    PeerRecord newer =
        new PeerRecord(
            named.id(), Long.MAX_VALUE, List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/1")));
    dials.dial(new ExchangedPeer(named.id(), newer.seal(named.keys).encoded()));
    eventually(() -> assertThat(ours.host.peerStore().addresses(named.id())).hasSize(1));
    List<Multiaddr> known = ours.host.peerStore().addresses(named.id());
    dials.dial(new ExchangedPeer(named.id(), record(named)));
    dials.dial(new ExchangedPeer(other.id(), record(other)));

    eventually(() -> assertThat(ours.host.isConnected(other.id())).isTrue());
    assertThat(ours.host.peerStore().addresses(named.id())).isEqualTo(known);
    assertThat(ours.host.isConnected(named.id())).isFalse();
  }

  private static byte[] record(TestPeer peer) {
    return peer.host.signedRecord().encoded().clone();
  }
}
