package io.grapevine.execution.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.RunnerConfig;
import io.grapevine.execution.Runs;
import io.grapevine.execution.TestContext;
import io.grapevine.execution.VirtualThreadRunner;
import io.grapevine.execution.WorkException;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.WorkType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpForwardHandlerTest {
  private static final WorkType TYPE = new WorkType("summarise");
  private static final int ANSWER_SIZE_MAX = 1_000;

  private HttpServer server;
  private BoundedHttpClient client;
  private final CountDownLatch end = new CountDownLatch(1);

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.start();
    client = new BoundedHttpClient(SSLContext.getDefault(), Duration.ofSeconds(5), 8);
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
    client.close();
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/work?x=1");
  }

  private HttpForwardHandler handler(String url) {
    HttpEndpoint some = HttpEndpoint.of(TYPE, URI.create(url));
    return new HttpForwardHandler(
        new HttpEndpoint(
            TYPE,
            some.url(),
            some.description(),
            some.payloadSchema(),
            some.example(),
            2,
            Duration.ofSeconds(10),
            ANSWER_SIZE_MAX),
        client);
  }

  private void answer(int status, String type, byte[] body) {
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            if (!type.isEmpty()) {
              exchange.getResponseHeaders().set("Content-Type", type);
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
          }
        });
  }

  private Failure failureOf(String url) {
    return catchThrowableOfType(
            WorkException.class, () -> handler(url).run(TestContext.of("{\"a\": 1}")))
        .failure();
  }

  @Test
  void postsThePayloadAndReturnsTheAnswer() throws Exception {
    Map<String, List<String>> seen = new ConcurrentHashMap<>();
    server.createContext(
        "/work",
        exchange -> {
          try (exchange) {
            seen.putAll(exchange.getRequestHeaders());
            seen.put("line", List.of(exchange.getRequestMethod() + " " + exchange.getRequestURI()));
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Content-Type", "image/png; x=y");
            exchange.sendResponseHeaders(201, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    Content result = handler(url().toString()).run(TestContext.of("{\"a\":  1}")).content();
    assertThat(result)
        .isEqualTo(Content.of("image/png; x=y", "{\"a\":  1}".getBytes(StandardCharsets.UTF_8)));
    assertThat(seen.get("line")).containsExactly("POST /work?x=1");
    assertThat(seen.get("Content-type")).containsExactly("application/json");
    assertThat(seen.get("Grapevine-job")).containsExactly("018bcfe5-6800-7001-8000-000000000002");
    assertThat(seen.get("Grapevine-attempt")).containsExactly("3");
    assertThat(seen.get("Grapevine-time-left"))
        .singleElement()
        .satisfies(left -> assertThat(Long.parseLong(left)).isBetween(1L, 10_000L));
  }

  @Test
  void givesAnAnswerWithoutATypeOne() throws Exception {
    answer(204, "", new byte[0]);
    Content result = handler(url().toString()).run(TestContext.of("1")).content();
    assertThat(result).isEqualTo(Content.of("application/octet-stream", new byte[0]));
  }

  @ParameterizedTest
  @CsvSource({
    "302,false",
    "400,false",
    "404,false",
    "408,true",
    "422,false",
    "429,true",
    "500,true",
    "503,true"
  })
  void decidesByStatusWhetherAnotherWorkerMayTry(int status, boolean retryable) {
    answer(status, "application/json", "{\"why\":\"so\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(failureOf(url().toString()))
        .isEqualTo(
            new Failure(
                FailureCode.WORK_FAILED,
                "the endpoint of summarise answered " + status + ": {\"why\":\"so\"}",
                retryable));
  }

  @Test
  void passesOnlyTheBeginningOfARefusalOn() {
    answer(400, "text/plain", "y".repeat(5_000).getBytes(StandardCharsets.UTF_8));
    assertThat(failureOf(url().toString()).detail()).endsWith(": " + "y".repeat(500));
  }

  @Test
  void takesAnAnswerAtTheLimitAndRefusesOnePast() throws Exception {
    answer(200, "text/plain", new byte[ANSWER_SIZE_MAX]);
    assertThat(handler(url().toString()).run(TestContext.of("1")).content().size())
        .isEqualTo(ANSWER_SIZE_MAX);
    server.removeContext("/");
    answer(200, "text/plain", new byte[ANSWER_SIZE_MAX + 1]);
    Failure failure = failureOf(url().toString());
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.detail()).contains("larger than 1000 bytes");
  }

  @Test
  void retriesElsewhereWhenNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    Failure failure = failureOf("http://127.0.0.1:" + port + "/");
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.detail()).contains("could not be asked").doesNotContain("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "nonsense\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"})
  void retriesElsewhereWhenTheAnswerIsBroken(String answer) throws Exception {
    try (RawServer raw =
        new RawServer((line, out) -> out.write(answer.getBytes(StandardCharsets.UTF_8)))) {
      assertThat(failureOf(raw.url("/")).retryable()).isTrue();
    }
  }

  @Test
  void endsAnExchangeThatDripsWhenTheTimeIsOver() throws Exception {
    try (RawServer raw =
        new RawServer(
            (line, out) -> {
              out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
              RawServer.drip(out, end);
            })) {
      TestContext hurried = new TestContext(Runs.json("1"), Duration.ofMillis(300));
      assertThatThrownBy(() -> handler(raw.url("/")).run(hurried))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("ExchangeTimeoutException");
      assertThat(raw.disconnected().await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void closesTheConnectionWhenInterrupted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    try (RawServer raw =
        new RawServer(
            (line, out) -> {
              asked.countDown();
              out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.UTF_8));
              RawServer.drip(out, end);
            })) {
      HttpForwardHandler handler = handler(raw.url("/"));
      Runs heard = new Runs();
      try (VirtualThreadRunner runner =
          new VirtualThreadRunner(
              new HandlerCatalog(List.of(handler)), Map.of(TYPE, 1), RunnerConfig.defaults())) {
        runner.start(Runs.assignment(1), TYPE, Runs.json("1"), Duration.ofMinutes(1), heard);
        asked.await();
        runner.stop(Runs.assignment(1));
        assertThat(heard.awaitFailure().code()).isEqualTo(FailureCode.CANCELLED);
        assertThat(runner.figures().abandoned()).isZero();
      }
      assertThat(raw.disconnected().await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void doesNotLetAMediaTypeSmuggleHeaders() throws Exception {
    try (RawServer raw =
        new RawServer((line, out) -> out.write(RawServer.response("200 OK", new byte[] {'1'})))) {
      Content evil =
          Content.of("application/json;\r\nX-Evil: 1", "1".getBytes(StandardCharsets.UTF_8));
      handler(raw.url("/")).run(new TestContext(evil, Duration.ofSeconds(10)));
      assertThat(raw.requests().getFirst())
          .doesNotContain("X-Evil")
          .contains("Content-Type: application/json\n");
    }
  }

  @Test
  void isABuiltInTypeWhenThereIsOneEndpoint() {
    HttpEndpoint endpoint = HttpEndpoint.builtIn(url());
    assertThat(endpoint.type()).isEqualTo(new WorkType("http"));
    HandlerCatalog catalog = new HandlerCatalog(List.of(new HttpForwardHandler(endpoint, client)));
    assertThat(catalog.check(endpoint.type(), Runs.json("[1]"))).isEmpty();
    assertThat(catalog.check(endpoint.type(), Runs.json("[1"))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/work", "ftp://h/", "http:///x", "http://user:secret@h/", "mailto:a@b"})
  void refusesEndpointsThatAreNone(String url) {
    assertThatThrownBy(() -> HttpEndpoint.builtIn(URI.create(url)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("http");
  }

  @Test
  void leavesNoConnectionOpen() throws IOException, WorkException, InterruptedException {
    answer(200, "text/plain", new byte[] {1});
    for (int round = 0; round < 30; round++) {
      handler(url().toString()).run(TestContext.of("1"));
    }
  }
}
