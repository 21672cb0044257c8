package io.grapevine.libp2p.host;

import static io.grapevine.libp2p.host.Hosts.ECHO;
import static io.grapevine.libp2p.host.Hosts.SOON;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostTest {
  private final Hosts hosts = new Hosts();

  @AfterEach
  void closeHosts() {
    hosts.close();
  }

  @Test
  void echoesOverStreamsInBothDirections() throws IOException {
    Host a = hosts.start();
    Host b = hosts.start();
    Hosts.connect(a, b);

    assertThat(Hosts.echo(a, b, "from a".getBytes(UTF_8))).asString().isEqualTo("from a");
    await().until(() -> b.isConnected(a.peerId()));
    assertThat(Hosts.echo(b, a, "from b".getBytes(UTF_8))).asString().isEqualTo("from b");
  }

  @Test
  void identifiesBothEndsAndUsesItToOpenWithoutAsking() throws IOException {
    Host a = hosts.start(builder -> builder.agentVersion("agent-a"));
    Host b = hosts.start();
    Hosts.connect(a, b);

    await().until(() -> b.peerStore().protocols(a.peerId()).contains(ECHO));
    await().until(() -> a.peerStore().protocols(b.peerId()).contains(ECHO));
    assertThat(b.peerStore().agent(a.peerId())).isEqualTo("agent-a");
    assertThat(b.peerStore().addresses(a.peerId())).isEqualTo(a.addresses());
    assertThat(Hosts.echo(a, b, "again".getBytes(UTF_8))).asString().isEqualTo("again");
  }

  @Test
  void pingsBothWays() throws IOException {
    Host a = hosts.start();
    Host b = hosts.start();
    Hosts.connect(a, b);
    await().until(() -> b.isConnected(a.peerId()));

    assertThat(a.ping(b.peerId(), SOON)).isBetween(Duration.ofNanos(1), SOON);
    assertThat(b.ping(a.peerId(), SOON)).isBetween(Duration.ofNanos(1), SOON);
  }

  @Test
  void advertisesBoundPorts() throws IOException {
    Host a = hosts.start();

    assertThat(a.addresses())
        .singleElement()
        .satisfies(address -> assertThat(address.tcpPort().orElseThrow()).isPositive());
  }

  @Test
  void carriesLargeTransfersUnchanged() throws IOException {
    Host a = hosts.start();
    Host b = hosts.start();
    Hosts.connect(a, b);
    byte[] request = new byte[5 << 20];
    new java.util.Random(3).nextBytes(request);

    try (Stream stream = a.open(b.peerId(), List.of(ECHO), SOON)) {
      Thread.ofVirtual()
          .start(
              () -> {
                try {
                  stream.output().write(request);
                  stream.closeWrite();
                } catch (IOException e) {
                  stream.reset();
                }
              });
      assertThat(stream.input().readAllBytes()).isEqualTo(request);
    }
  }
}
