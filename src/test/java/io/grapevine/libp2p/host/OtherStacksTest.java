package io.grapevine.libp2p.host;

import static io.grapevine.libp2p.host.Hosts.ECHO;
import static io.grapevine.libp2p.host.Hosts.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Habits of other implementations, as the tests against the real ones have shown them. */
class OtherStacksTest {
  private final Hosts hosts = new Hosts();

  @AfterEach
  void closeHosts() {
    hosts.close();
  }

  @Test
  void agreesInFullWithJsBeforeAnythingIsWritten() throws IOException {
    AtomicInteger echoesOpened = new AtomicInteger();
    HostObserver observer =
        new HostObserver() {
          @Override
          public void streamOpened(String protocol, boolean outbound) {
            if (protocol.equals(ECHO)) {
              echoesOpened.incrementAndGet();
            }
          }
        };
    Host client = hosts.start();
    Host js =
        hosts.start(builder -> builder.agentVersion("js-libp2p/3.3.11 node").observer(observer));
    Hosts.connect(client, js);
    await().until(() -> client.peerStore().protocols(js.peerId()).contains(ECHO));

    try (Stream stream = client.open(js.peerId(), List.of(ECHO), SOON)) {
      assertThat(stream.protocol()).isEqualTo(ECHO);
      await().until(() -> echoesOpened.get() == 1);
    }
  }

  @Test
  void takesAResetAfterAPingForItsEnd() throws IOException {
    CountingObserver counts = new CountingObserver();
    Host server = hosts.start(builder -> builder.observer(counts));
    Host client = hosts.start();
    Hosts.connect(client, server);

    try (Stream stream = client.open(server.peerId(), List.of(Ping.ID), SOON)) {
      stream.output().write(new byte[32]);
      stream.output().flush();
      assertThat(stream.input().readNBytes(32)).hasSize(32);
      stream.reset();
    }
    await().until(() -> server.connections().getFirst().streams() == 0);
    assertThat(client.ping(server.peerId(), SOON)).isPositive();
    assertThat(counts.refusals(Refusal.HANDLER_FAILED)).isZero();
  }
}
