package io.grapevine.libp2p.host;

import static io.grapevine.libp2p.host.Hosts.SOON;
import static io.grapevine.libp2p.host.Hosts.impatient;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.resources.ByteAccount;
import io.grapevine.libp2p.resources.ResourceLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One budget of bytes over all connections of a host. */
@Timeout(60)
class MemoryBudgetTest {
  private static final String STALL = "/test/stall/1";
  private static final int MIB = 1 << 20;
  private static final int GREEDY = 4;

  private final Hosts hosts = new Hosts();
  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void close() {
    over.countDown();
    hosts.close();
  }

  @Test
  void greedyPeersStayWithinTheBudgetAndHonestOnesAreServed() throws Exception {
    CountingObserver counts = new CountingObserver();
    ResourceLimits tight =
        ResourceLimits.DEFAULT.with(new ResourceLimits.Memory(2 * MIB, 2 * MIB, MIB));
    Host server = hosts.start(builder -> builder.observer(counts).config(impatient(tight)));
    server.register(new ProtocolBinding(STALL, 1000, this::stall));
    List<Stream> open = new ArrayList<>();
    for (int i = 0; i < GREEDY; i++) {
      Host greedy = hosts.start();
      Hosts.connect(greedy, server);
      for (int stream = 0; stream < 12; stream++) {
        flood(greedy, server, open);
      }
    }

    await().until(() -> counts.refusals(Refusal.BUFFER_LIMIT) > 0);
    assertThat(server.bufferedBytes())
        .isLessThanOrEqualTo(2 * MIB + GREEDY * ByteAccount.STEP_BYTES);
    assertThat(server.resources().bufferedBytes()).isBetween(MIB / 2L, 2L * MIB);
    Host honest = hosts.start();
    Hosts.connect(honest, server);
    byte[] request = new byte[100_000];
    for (int i = 0; i < 20; i++) {
      assertThat(Hosts.echo(honest, server, request)).isEqualTo(request);
    }
    open.forEach(Stream::reset);
    await().untilAsserted(() -> assertThat(server.resources().bufferedBytes()).isZero());
  }

  private void flood(Host from, Host to, List<Stream> open) {
    try {
      Stream stream = from.open(to.peerId(), List.of(STALL), SOON);
      open.add(stream);
      stream.writeTimeout(Duration.ofMillis(50));
      byte[] chunk = new byte[64 * 1024];
      while (true) {
        stream.output().write(chunk);
        stream.output().flush();
      }
    } catch (IOException expected) {
      // The window is full, or the stream was reset.
      assertThat(expected).isNotNull();
    }
  }

  private void stall(Stream stream) throws IOException {
    try {
      if (over.await(60, TimeUnit.SECONDS)) {
        stream.reset();
      }
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
