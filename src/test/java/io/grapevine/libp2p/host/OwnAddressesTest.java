package io.grapevine.libp2p.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.multiformats.Multiaddr;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OwnAddressesTest {
  private final Hosts hosts = new Hosts();

  @AfterEach
  void close() {
    hosts.close();
  }

  @Test
  void learnsFromOthersWhereItIsSeen() throws Exception {
    Host server = hosts.start();
    List<Multiaddr> bound = server.addresses();
    assertThat(server.observedAddresses()).isEmpty();
    Hosts.connect(hosts.start(), server);
    Hosts.connect(server, hosts.start());
    await().until(() -> server.observedAddresses().equals(bound));
    assertThat(server.addresses()).isEqualTo(bound);
  }

  @Test
  void announcesWhatOthersSeeOnlyIfItWasBuiltToDoSo() throws Exception {
    Multiaddr elsewhere = Multiaddr.parse("/ip4/10.0.0.7/tcp/4001");
    for (boolean trusting : new boolean[] {true, false}) {
      Host server = hosts.start(builder -> builder.announceObserved(trusting));
      SelfDescription self = new SelfDescription(server.keyPair(), InstantSource.system());
      ObservedAddresses observed = new ObservedAddresses(_ -> true);
      OwnAddresses own = new OwnAddresses(self, observed, trusting);
      own.listening(server.addresses());
      for (int i = 0; i < 2; i++) {
        observed.seen(
            hosts.start().peerId(), elsewhere.ip().orElseThrow(), elsewhere, System.nanoTime());
      }
      List<Multiaddr> expected = new ArrayList<>(server.addresses());
      if (trusting) {
        expected.add(elsewhere);
      }
      assertThat(own.tick(System.nanoTime())).isEqualTo(trusting);
      assertThat(self.published().addresses()).isEqualTo(expected);
      assertThat(own.tick(System.nanoTime())).isFalse();

      Multiaddr told = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001");
      own.announce(List.of(told));
      assertThat(self.published().addresses()).containsExactly(told);
    }
  }
}
