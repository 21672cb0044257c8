package io.grapevine.libp2p.host;

import static io.grapevine.libp2p.host.Hosts.impatient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.ResourceLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrimmingTest {
  private final Hosts hosts = new Hosts();
  private final CountingObserver observer = new CountingObserver();

  @AfterEach
  void close() {
    hosts.close();
  }

  @Test
  void givesUpTheLeastUsefulConnectionsAndKeepsTheOthers() throws Exception {
    Host server = server(new HostConfig.Trimming(4, 2, Duration.ZERO));
    List<Host> clients = connect(server, 3);
    PeerId guarded = clients.get(0).peerId();
    PeerId liked = clients.get(1).peerId();
    server.protect(guarded, "test");
    server.prefer(() -> Set.of(liked));
    assertThat(server.isProtected(guarded)).isTrue();
    await().until(() -> server.connections().size() == 3);

    clients.addAll(connect(server, 2));
    await().until(() -> server.connectedPeers().equals(Set.of(guarded, liked)));
    assertThat(observer.refusals(Refusal.TRIMMED)).isEqualTo(3);
    await().until(() -> clients.getLast().connections().isEmpty());
    assertThat(Hosts.echo(clients.getFirst(), server, new byte[] {5})).containsExactly(5);
  }

  @Test
  void sparesYoungConnections() throws Exception {
    Host server = server(new HostConfig.Trimming(2, 1, Duration.ofMinutes(1)));
    connect(server, 4);
    Host witness = hosts.start();
    Hosts.connect(witness, server);
    await().during(Duration.ofMillis(600)).until(() -> server.connections().size() == 5);
    assertThat(observer.refusals(Refusal.TRIMMED)).isZero();
  }

  @Test
  void letsAStreamEndBeforeItsConnectionIsClosed() throws Exception {
    Host server = server(new HostConfig.Trimming(1, 1, Duration.ZERO));
    Host busy = hosts.start();
    Hosts.connect(busy, server);
    await().until(() -> !server.peerStore().protocols(busy.peerId()).isEmpty());
    try (Stream stream = busy.open(server.peerId(), List.of(Hosts.ECHO), Hosts.SOON)) {
      stream.output().write(1);
      stream.output().flush();
      assertThat(stream.input().read()).isOne();
      Host guarded = hosts.start();
      server.protect(guarded.peerId(), "test");
      Hosts.connect(guarded, server);
      await().until(() -> observer.refusals(Refusal.TRIMMED) == 1);
      stream.output().write(2);
      stream.output().flush();
      assertThat(stream.input().read()).isEqualTo(2);
    }
    await().until(() -> server.connections().size() == 1);
  }

  @Test
  void unprotectsWithTheLastTag() {
    Protection protection = new Protection();
    PeerId peer = PeerId.ofPublicKey(new byte[] {8, 1, 18, 1, 1});
    protection.protect(peer, "a");
    protection.protect(peer, "b");
    protection.unprotect(peer, "a");
    protection.unprotect(peer, "a");
    assertThat(protection.isProtected(peer)).isTrue();
    protection.unprotect(peer, "b");
    assertThat(protection.isProtected(peer)).isFalse();
  }

  @Test
  void refusesMarksThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HostConfig.Trimming(2, 3, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HostConfig.DEFAULT.with(new HostConfig.Trimming(513, 3, Duration.ZERO)));
  }

  private Host server(HostConfig.Trimming trimming) throws IOException {
    HostConfig config = impatient(ResourceLimits.DEFAULT).with(trimming);
    return hosts.start(builder -> builder.observer(observer).config(config));
  }

  private List<Host> connect(Host server, int count) throws IOException {
    List<Host> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Host client = hosts.start();
      clients.add(client);
      Hosts.connect(client, server);
    }
    return clients;
  }
}
