package io.grapevine.libp2p;

import static io.grapevine.libp2p.LoopbackPeers.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grapevine.libp2p.LoopbackPeers.LoopbackPeer;
import io.grapevine.libp2p.host.Stream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Streams come and go by the thousand on one connection. */
@Timeout(60)
class ManyStreamsTest {

  private final LoopbackPeers peers = new LoopbackPeers();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.grapevine.libp2p");
  private LoopbackPeer client;
  private LoopbackPeer server;

  @BeforeEach
  void connect() throws IOException {
    client = peers.start();
    server = peers.start();
    client.connect(server);
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    logger.detachAppender(log);
    peers.close();
  }

  @Test
  void tenThousandStreamsInARowLeaveNothingBehindAndNoNoiseInTheLog() throws IOException {
    byte[] request = "request".getBytes(UTF_8);
    for (int i = 0; i < 10_000; i++) {
      if (i % 10 == 0) {
        // The answer to a stream that is gone comes late.
        Stream dropped = client.open(server, LoopbackPeers.ECHO);
        dropped.output().write(request);
        dropped.output().flush();
        dropped.reset();
      } else {
        assertThat(client.ask(server, request)).isEqualTo(request);
      }
    }

    eventually(() -> assertThat(client.host.connections().getFirst().streams()).isLessThan(4));
    eventually(() -> assertThat(server.host.connections().getFirst().streams()).isLessThan(4));
    assertThat(client.host.bufferedBytes() + server.host.bufferedBytes()).isZero();
    assertThat(client.host.connections()).hasSize(1);
    assertThat(log.list).filteredOn(e -> e.getLevel().isGreaterOrEqual(Level.INFO)).isEmpty();
  }

  @Test
  void streamsThatEndInEveryWayAtOnceBlockNobody() throws Exception {
    List<Future<?>> storms = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 32; i++) {
        int worker = i;
        storms.add(threads.submit(() -> storm(worker)));
      }
      for (Future<?> storm : storms) {
        storm.get(30, TimeUnit.SECONDS);
      }
    }

    assertThat(client.ask(server, new byte[] {9})).containsExactly(9);
    eventually(() -> assertThat(client.host.connections().getFirst().streams()).isLessThan(4));
    eventually(() -> assertThat(server.host.connections().getFirst().streams()).isLessThan(4));
  }

  private void storm(int worker) {
    LoopbackPeer from = worker % 2 == 0 ? client : server;
    LoopbackPeer to = worker % 2 == 0 ? server : client;
    for (int i = 0; i < 50; i++) {
      try (Stream stream = from.open(to, LoopbackPeers.ECHO)) {
        stream.output().write(new byte[20_000]);
        switch ((worker + i) % 4) {
          case 0 -> stream.reset();
          case 1 -> stream.closeWrite();
          case 2 -> {
            stream.closeWrite();
            stream.input().readAllBytes();
          }
          default -> {
            stream.output().flush();
            assertThat(stream.input().read()).isZero();
          }
        }
      } catch (IOException e) {
        // Above the limit of streams per protocol; the storm is not about that.
        assertThat(e).isNotNull();
      }
    }
  }
}
