package io.grapevine.libp2p.host;

import static io.grapevine.libp2p.host.Hosts.ECHO;
import static io.grapevine.libp2p.host.Hosts.SOON;
import static io.grapevine.libp2p.host.Hosts.impatient;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.resources.ResourceLimits;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StreamsTest {
  private static final String STALL = "/test/stall/1";
  private static final String FAIL = "/test/fail/1";

  private final Hosts hosts = new Hosts();
  private final CountingObserver clientCounts = new CountingObserver();
  private final CountingObserver serverCounts = new CountingObserver();
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicInteger handlersAtWork = new AtomicInteger();
  private Host client;
  private Host server;

  @BeforeEach
  void connect() throws IOException {
    HostConfig config = impatient(ResourceLimits.DEFAULT);
    client = hosts.start(builder -> builder.observer(clientCounts).config(config));
    server = hosts.start(builder -> builder.observer(serverCounts).config(config));
    server.register(new ProtocolBinding(STALL, 2, _ -> waitForTheEnd()));
    server.register(
        new ProtocolBinding(
            FAIL,
            10,
            _ -> {
              throw new IOException("cannot");
            }));
    Hosts.connect(client, server);
    await().until(() -> client.peerStore().protocols(server.peerId()).contains(FAIL));
    await().until(() -> server.peerStore().protocols(client.peerId()).contains(ECHO));
  }

  @AfterEach
  void closeHosts() {
    finished.countDown();
    hosts.close();
  }

  private void waitForTheEnd() throws InterruptedIOException {
    handlersAtWork.incrementAndGet();
    try {
      finished.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  private Stream open(String protocol) throws IOException {
    return client.open(server.peerId(), List.of(protocol), SOON);
  }

  /** A stream that the server takes and then leaves alone. */
  private Stream openStalled() throws IOException {
    Stream stream = open(STALL);
    stream.output().write(1);
    stream.output().flush();
    return stream;
  }

  @Test
  void keepsMemoryFlatAndOtherStreamsAliveWhenTheRemoteStopsReading() throws Exception {
    AtomicLong written = new AtomicLong();
    try (Stream stalled = open(STALL)) {
      stalled.writeTimeout(Duration.ofMillis(500));
      byte[] chunk = new byte[64 * 1024];
      assertThatThrownBy(
              () -> {
                while (written.get() < 20 << 20) {
                  stalled.output().write(chunk);
                  written.addAndGet(chunk.length);
                }
              })
          .isInstanceOf(SocketTimeoutException.class);

      assertThat(written.get())
          .as("one window and one send buffer")
          .isLessThanOrEqualTo(320 * 1024);
      assertThat(client.bufferedBytes()).isLessThanOrEqualTo(64 * 1024);
      assertThat(server.bufferedBytes()).isLessThanOrEqualTo(256 * 1024);
      for (int i = 0; i < 100; i++) {
        assertThat(Hosts.echo(client, server, new byte[] {1})).hasSize(1);
      }
      stalled.reset();
    }
  }

  @Test
  void refusesStreamsAboveTheLimitOfTheirProtocol() throws IOException {
    List<Stream> open = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      open.add(openStalled());
    }

    await().until(() -> serverCounts.refusals(Refusal.STREAMS_PER_PROTOCOL_LIMIT) == 1);
    await().until(() -> open.stream().filter(StreamsTest::isReset).count() == 1);
    open.forEach(Stream::reset);
  }

  @Test
  void holdsThePlaceOfAResetStreamUntilItsHandlerIsDone() throws IOException {
    for (int i = 1; i <= 2; i++) {
      int expected = i;
      Stream stream = openStalled();
      await().until(() -> handlersAtWork.get() == expected);
      stream.reset();
    }
    await().untilAsserted(() -> assertThat(clientCounts.streams).hasValue(0));
    openStalled();

    await().until(() -> serverCounts.refusals(Refusal.STREAMS_PER_PROTOCOL_LIMIT) == 1);
  }

  @Test
  void resetsTheStreamOfAFailingHandlerAndCountsIt() throws IOException {
    try (Stream stream = open(FAIL)) {
      stream.output().write(1);
      stream.output().flush();
      assertThatThrownBy(() -> stream.input().read()).isInstanceOf(SocketException.class);
    }
    assertThat(serverCounts.refusals(Refusal.HANDLER_FAILED)).isOne();
  }

  @Test
  void doesNotCountAStreamThatEndsWithItsConnection() throws IOException {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    String listen = "/test/listen/1";
    server.register(
        new ProtocolBinding(
            listen,
            1,
            stream -> {
              began.countDown();
              try {
                stream.input().read();
              } finally {
                ended.countDown();
              }
            }));
    await().until(() -> client.peerStore().protocols(server.peerId()).contains(listen));
    open(listen).output().flush();
    await().until(() -> began.getCount() == 0);
    server.disconnect(client.peerId());
    await().until(() -> ended.getCount() == 0);
    server.close();
    assertThat(serverCounts.refusals(Refusal.HANDLER_FAILED)).isZero();
  }

  @Test
  void toleratesResetsAtEveryStage() throws IOException {
    for (int i = 0; i < 50; i++) {
      Stream unsent = open(ECHO);
      unsent.reset();
      Stream proposed = open(ECHO);
      proposed.output().flush();
      proposed.reset();
      Stream answered = client.open(server.peerId(), List.of("/none/1", ECHO), SOON);
      answered.output().write(1);
      answered.output().flush();
      assertThat(answered.input().read()).isOne();
      answered.reset();
      Stream closed = open(ECHO);
      closed.output().write(1);
      closed.close();
      closed.reset();
      closed.close();
    }

    assertThat(Hosts.echo(client, server, new byte[] {9})).containsExactly(9);
    await().untilAsserted(() -> assertThat(clientCounts.streams).hasValue(0));
    await().untilAsserted(() -> assertThat(serverCounts.streams).hasValue(0));
  }

  @Test
  void resetsAClosedStreamWhoseRemoteDoesNotFinish() throws IOException {
    Stream stream = open(STALL);
    stream.output().write(1);
    stream.close();

    await().untilAsserted(() -> assertThat(clientCounts.streams).hasValue(0));
  }

  @Test
  void timesOutReadsAndStaysUsable() throws IOException {
    try (Stream stream = open(ECHO)) {
      stream.output().flush();
      stream.readTimeout(Duration.ofMillis(50));
      assertThatThrownBy(() -> stream.input().read()).isInstanceOf(SocketTimeoutException.class);
      stream.readTimeout(SOON);
      stream.output().write(5);
      stream.output().flush();
      assertThat(stream.input().read()).isEqualTo(5);
    }
  }

  @Test
  void leavesTheConnectionAloneWhenAReaderIsInterrupted() throws Exception {
    CompletableFuture<Class<?>> outcome = new CompletableFuture<>();
    Stream stream = open(ECHO);
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    outcome.complete(Integer.class.cast(stream.input().read()).getClass());
                  } catch (IOException e) {
                    outcome.complete(e.getClass());
                  }
                });
    await().until(() -> reader.getState() == Thread.State.TIMED_WAITING);
    reader.interrupt();

    assertThat(outcome.get()).isEqualTo(InterruptedIOException.class);
    stream.reset();
    assertThat(Hosts.echo(client, server, new byte[] {9})).containsExactly(9);
    assertThat(client.connections()).hasSize(1);
  }

  @Test
  void failsTheFirstReadWhenAnAnnouncedProtocolIsTurnedDown() throws IOException {
    client
        .peerStore()
        .identified(server.peerId(), java.util.Set.of("/gone/1"), "says it speaks something");
    try (Stream stream = open("/gone/1")) {
      stream.output().write("payload that must not be taken for a proposal".getBytes(UTF_8));
      stream.output().flush();
      assertThatThrownBy(() -> stream.input().read()).isInstanceOf(IOException.class);
    }
    assertThat(Hosts.echo(client, server, new byte[] {9})).containsExactly(9);
  }

  @Test
  void tellsConnectedPeersOfANewProtocol() {
    server.register(new ProtocolBinding("/late/1", 1, Hosts::echo));

    await().until(() -> client.peerStore().protocols(server.peerId()).contains("/late/1"));
  }

  @Test
  void endsStreamsWhenTheirConnectionEnds() throws IOException {
    Stream stream = open(STALL);
    stream.output().write(1);
    stream.output().flush();
    AtomicInteger before = clientCounts.streams;
    assertThat(before).hasPositiveValue();
    server.close();

    assertThatThrownBy(() -> stream.input().read()).isInstanceOf(SocketException.class);
    await().until(() -> client.connections().isEmpty());
  }

  private static boolean isReset(Stream stream) {
    try {
      stream.output().flush();
      return false;
    } catch (IOException e) {
      return true;
    }
  }
}
