package io.grapevine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.yamux.YamuxConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Streams: half-close, large bodies against a slow reader, many at once, reset, long links. */
abstract class StreamSuite extends InteropSuite {
  private static final int BODY = 20 * 1024 * 1024;
  private static final String BODY_DIGEST = Bodies.expected(BODY);
  private static final Duration BODY_LIMIT = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(1500);

  /** A receive window that has grown, and what may wait for sending; a quarter of the body. */
  private static final long BUFFERED_MAX = YamuxConfig.DEFAULT.maxReceiveWindow() + 1024L * 1024;

  private static final int STREAMS = 500;
  private static final int STREAMS_AT_ONCE = 32;
  private static final Duration ONE_WAY = Duration.ofMillis(25);

  StreamSuite(PeerKind kind) {
    super(kind);
  }

  @Test
  void theyEchoAfterOurHalfClose() throws IOException {
    OwnPeer own = ownDialled();
    assertThat(own.echo(foreign().id(), "hello")).isEqualTo("hello");
  }

  @Test
  void weEchoAfterTheirHalfClose() throws IOException {
    OwnPeer own = ownListening();
    Map<String, Object> request = Map.of("protocol", OwnPeer.ECHO, "payload", "aGVsbG8=");
    JsonNode answer = foreign().command("echo", own.id(), request);
    assertThat(answer.path("payload").asString()).isEqualTo("aGVsbG8=");
  }

  @Test
  void ourLargeBodyWaitsForTheirSlowReader() throws Exception {
    OwnPeer own = ownDialled();
    PeerId id = foreign().id();
    flatWhile(own, () -> own.upload(id, OwnPeer.SLOW_SINK, BODY, BODY_LIMIT));
  }

  @Test
  void weReadTheirLargeBodySlowly() throws Exception {
    OwnPeer own = ownDialled();
    PeerId id = foreign().id();
    flatWhile(own, () -> own.download(id, BODY, PAUSE, BODY_LIMIT));
  }

  @Test
  void theirLargeBodyWaitsForOurSlowReader() throws Exception {
    OwnPeer own = ownListening();
    flatWhile(own, () -> theirUpload(foreign(), own, OwnPeer.SLOW_SINK));
  }

  @Test
  void theyReadOurLargeBodySlowly() throws Exception {
    OwnPeer own = ownListening();
    flatWhile(own, () -> theirDownload(foreign(), own, PAUSE));
  }

  @Test
  void servesManyStreamsOfOurs() throws Exception {
    OwnPeer own = ownDialled();
    PeerId id = foreign().id();
    try (ExecutorService pool = Executors.newFixedThreadPool(STREAMS_AT_ONCE)) {
      List<Future<String>> answers =
          IntStream.range(0, STREAMS)
              .mapToObj(i -> pool.submit(() -> own.echo(id, "request " + i)))
              .toList();
      for (int i = 0; i < STREAMS; i++) {
        assertThat(answers.get(i).get(60, TimeUnit.SECONDS)).isEqualTo("request " + i);
      }
    }
    awaitNoStreams(own);
  }

  @Test
  void weServeManyStreamsOfTheirs() throws IOException {
    OwnPeer own = ownListening();
    Map<String, Integer> many = Map.of("count", STREAMS, "parallel", STREAMS_AT_ONCE);
    foreign().command("echoes", own.id(), many);
    awaitNoStreams(own);
  }

  @Test
  void ourResetIsSeen() throws IOException {
    OwnPeer own = ownDialled();
    try (Stream stream = own.host().open(foreign().id(), List.of(OwnPeer.HOLD), LIMIT)) {
      stream.output().write(1);
      stream.output().flush();
      await().atMost(LIMIT).until(() -> stream.input().available() == 0);
      stream.reset();
    }
    Map<String, String> us = Map.of("peerId", own.id().toString());
    JsonNode ended = foreign().awaitEvent("ended", us, LIMIT);
    assertThat(ended.path("how").asString()).isEqualTo("reset");
  }

  @Test
  void theirResetIsSeen() throws IOException {
    OwnPeer own = ownListening();
    foreign().command("hold", own.id(), Map.of());
    await().atMost(LIMIT).until(() -> own.opened().contains("in:" + OwnPeer.HOLD));
    foreign().command("reset", own.id(), Map.of());
    await().atMost(LIMIT).until(() -> !own.ended().isEmpty());
    assertThat(own.ended().getFirst()).startsWith("java.net.SocketException");
  }

  @Test
  void largeBodiesCrossALongLinkBothWays() throws IOException {
    OwnPeer own = own();
    PeerProcess foreign = foreign();
    int port = foreign.address().tcpPort().orElseThrow();
    try (DelayProxy link = DelayProxy.to(port, ONE_WAY)) {
      Multiaddr address = Multiaddr.parse("/ip4/127.0.0.1/tcp/" + link.port());
      own.host().connect(foreign.id(), List.of(address), LIMIT);
      assertThat(own.host().ping(foreign.id(), LIMIT)).isGreaterThanOrEqualTo(ONE_WAY);
      assertThat(timed("we upload", () -> own.upload(foreign.id(), OwnPeer.SINK, BODY, BODY_LIMIT)))
          .isEqualTo(BODY_DIGEST);
      assertThat(
              timed(
                  "we download", () -> own.download(foreign.id(), BODY, Duration.ZERO, BODY_LIMIT)))
          .isEqualTo(BODY_DIGEST);
      assertThat(timed("they upload", () -> theirUpload(foreign, own, OwnPeer.SINK)))
          .isEqualTo(BODY_DIGEST);
      assertThat(timed("they download", () -> theirDownload(foreign, own, Duration.ZERO)))
          .isEqualTo(BODY_DIGEST);
    }
  }

  private String timed(String what, BodyTransfer transfer) throws IOException {
    long begin = System.nanoTime();
    String found = transfer.run();
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf("%s, %s: 20 MiB over 50 ms in %.1f s%n", kind(), what, seconds);
    return found;
  }

  /** Moves a body; tells its digest. */
  @FunctionalInterface
  private interface BodyTransfer {
    String run() throws IOException;
  }

  /** While the body is on its way our buffers stay small, and other streams keep their latency. */
  private void flatWhile(OwnPeer own, BodyTransfer transfer) throws Exception {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(transfer.run());
              } catch (IOException | RuntimeException | AssertionError e) {
                result.completeExceptionally(e);
              }
            });
    long most = 0;
    Duration slowestPing = Duration.ZERO;
    while (!result.isDone()) {
      most = Math.max(most, own.host().bufferedBytes());
      Duration ping = own.host().ping(foreign().id(), LIMIT);
      slowestPing = ping.compareTo(slowestPing) > 0 ? ping : slowestPing;
    }
    assertThat(result.get(1, TimeUnit.SECONDS)).isEqualTo(BODY_DIGEST);
    assertThat(most).isLessThan(BUFFERED_MAX);
    assertThat(slowestPing).isLessThan(Duration.ofSeconds(2));
  }

  private static String theirUpload(PeerProcess foreign, OwnPeer own, String protocol) {
    Map<String, Object> request =
        Map.of("peerId", own.id().toString(), "protocol", protocol, "bytes", BODY);
    return foreign.command("upload", request, BODY_LIMIT).path("answer").asString();
  }

  private static String theirDownload(PeerProcess foreign, OwnPeer own, Duration pause) {
    Map<String, Object> request =
        Map.of(
            "peerId",
            own.id().toString(),
            "protocol",
            OwnPeer.SOURCE,
            "bytes",
            BODY,
            "pauseMillis",
            pause.toMillis());
    JsonNode answer = foreign.command("download", request, BODY_LIMIT);
    return answer.path("bytes").asInt() + " " + answer.path("sha256").asString();
  }

  private static void awaitNoStreams(OwnPeer own) {
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(own.host().connections().getFirst().streams()).isZero());
  }
}
