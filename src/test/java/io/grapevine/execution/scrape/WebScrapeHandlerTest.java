package io.grapevine.execution.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.RunnerConfig;
import io.grapevine.execution.Runs;
import io.grapevine.execution.TestContext;
import io.grapevine.execution.VirtualThreadRunner;
import io.grapevine.execution.WorkException;
import io.grapevine.execution.http.RawServer;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.WorkType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class WebScrapeHandlerTest {
  private static final WorkType TYPE = new WorkType("web-scrape");
  private static final List<AddressRange> LOOPBACK = List.of(AddressRange.parse("127.0.0.0/8"));
  private static final int BODY_SIZE_MAX = 100_000;
  private static final Duration FETCH_TIMEOUT = Duration.ofSeconds(15);

  private final List<AutoCloseable> opened = new ArrayList<>();
  private final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    end.countDown();
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  private WebScrapeHandler handler(
      List<AddressRange> allowed, NameResolver resolver, Duration fetchTimeout) throws Exception {
    ScrapeConfig usual = ScrapeConfig.defaults().allowing(allowed);
    WebScrapeHandler handler =
        new WebScrapeHandler(
            new ScrapeConfig(
                usual.allowedTargets(),
                usual.contentTypes(),
                BODY_SIZE_MAX,
                Duration.ofSeconds(5),
                fetchTimeout,
                usual.redirectsMax(),
                usual.textLengthMax(),
                usual.linksMax(),
                usual.imagesMax(),
                usual.userAgent(),
                usual.concurrency()),
            resolver,
            SSLContext.getDefault());
    opened.add(handler);
    return handler;
  }

  private WebScrapeHandler handler() throws Exception {
    return handler(LOOPBACK, NameResolver.system(), FETCH_TIMEOUT);
  }

  private RawServer server(RawServer.Answer answer) throws IOException {
    RawServer server = new RawServer(answer);
    opened.add(server);
    return server;
  }

  private RawServer serverOf(String head, byte[] body) throws IOException {
    return server((line, out) -> out.write(RawServer.response(head, body)));
  }

  private static JsonNode scrape(WebScrapeHandler handler, String url) throws Exception {
    Content result = handler.run(TestContext.of(payload(url))).content();
    assertThat(result.mediaType()).isEqualTo(Content.JSON);
    return JsonMapper.shared().readTree(result.bytes().array());
  }

  private static String payload(String url) {
    return JsonMapper.shared().writeValueAsString(Map.of("url", url));
  }

  private static Failure failureOf(WebScrapeHandler handler, String url) {
    Failure failure =
        catchThrowableOfType(WorkException.class, () -> handler.run(TestContext.of(payload(url))))
            .failure();
    assertThat(failure.retryable()).isFalse();
    return failure;
  }

  private static void failureOrNone(WebScrapeHandler handler, String url) throws Exception {
    try {
      assertThat(scrape(handler, url)).isNotNull();
    } catch (WorkException refused) {
      assertThat(refused.failure().retryable()).isFalse();
    }
  }

  private static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  @Test
  void resultHasTheFieldsOfTheContractInTheirOrder() throws Exception {
    RawServer server =
        serverOf("200 OK\r\nContent-Type: text/html", "<h1>Hi</h1><p>you</p>".getBytes(UTF_8));
    JsonNode page = scrape(handler(), server.url("/p#x"));
    assertThat(page.propertyNames())
        .containsExactly(
            "url",
            "finalUrl",
            "statusCode",
            "contentType",
            "byteCount",
            "title",
            "language",
            "description",
            "metadata",
            "headings",
            "text",
            "links",
            "images");
    assertThat(page.path("url").asString()).isEqualTo(server.url("/p#x"));
    assertThat(page.path("finalUrl").asString()).isEqualTo(server.url("/p"));
    assertThat(page.path("byteCount").asInt()).isEqualTo(21);
    assertThat(page.path("headings")).hasToString("[{\"level\":1,\"text\":\"Hi\"}]");
    assertThat(page.path("text").asString()).isEqualTo("Hi\nyou");
    assertThat(server.requests())
        .singleElement()
        .satisfies(
            request ->
                assertThat(request)
                    .startsWith("GET /p HTTP/1.1\n")
                    .contains("Host: 127.0.0.1:" + server.port())
                    .contains("User-Agent: Grapevine\n")
                    .doesNotContain("Cookie"));
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 203, 304, 404, 410, 500, 503})
  void everyStatusIsAResult(int status) throws Exception {
    RawServer server = serverOf(status + " Whatever\r\nContent-Type: text/html", new byte[0]);
    assertThat(scrape(handler(), server.url("/")).path("statusCode").asInt()).isEqualTo(status);
  }

  @Test
  void leavesTheBodyOfAnErrorOutIfItIsOfAnotherType() throws Exception {
    RawServer server =
        serverOf("404 Not Found\r\nContent-Type: application/json", "{}".getBytes(UTF_8));
    JsonNode page = scrape(handler(), server.url("/"));
    assertThat(page.path("statusCode").asInt()).isEqualTo(404);
    assertThat(page.path("byteCount").asInt()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/pdf", "image/png; a=b", "text/htmlx", "video/mp4"})
  void refusesOtherContentTypes(String type) throws Exception {
    RawServer server = serverOf("200 OK\r\nContent-Type: " + type, new byte[10]);
    assertThat(failureOf(handler(), server.url("/")).detail()).contains("content type");
  }

  @Test
  void followsAsManyRedirectsAsTheLimitAndNoMore() throws Exception {
    RawServer server =
        server(
            (line, out) -> {
              int left = Integer.parseInt(line.substring("GET /".length(), line.indexOf(" HTTP")));
              ascii(
                  out,
                  left == 0
                      ? "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"
                      : "HTTP/1.1 302 Found\r\nLocation: " + (left - 1) + "\r\n\r\n");
            });
    JsonNode page = scrape(handler(), server.url("/5"));
    assertThat(page.path("finalUrl").asString()).isEqualTo(server.url("/0"));
    assertThat(failureOf(handler(), server.url("/6")).detail())
        .contains("redirects more than 5 times");
  }

  @Test
  void aRedirectWithoutATargetIsAResult() throws Exception {
    RawServer server = serverOf("302 Found", new byte[0]);
    assertThat(scrape(handler(), server.url("/")).path("statusCode").asInt()).isEqualTo(302);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "//192.168.1.1/",
        "http://[::ffff:10.0.0.1]/",
        "file:///etc/passwd",
        "http://user@127.0.0.1/"
      })
  void checksTheTargetOfEachRedirect(String location) throws Exception {
    RawServer server = serverOf("301 Moved\r\nLocation: " + location, new byte[0]);
    assertThat(failureOf(handler(), server.url("/")).code()).isEqualTo(FailureCode.INPUT_REJECTED);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void refusesAddressesThatAreNotPublicUnlessAllowed() throws Exception {
    RawServer server = serverOf("200 OK\r\nContent-Type: text/html", new byte[0]);
    WebScrapeHandler strict = handler(List.of(), NameResolver.system(), FETCH_TIMEOUT);
    Failure failure = failureOf(strict, server.url("/"));
    assertThat(failure.code()).isEqualTo(FailureCode.INPUT_REJECTED);
    assertThat(failure.detail()).contains("loopback").contains("not configured");
    assertThat(failureOf(strict, "http://localhost:" + server.port() + "/").detail())
        .contains("loopback");
    assertThat(failureOf(strict, "http://2130706433:" + server.port() + "/").detail())
        .contains("loopback");
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void dialsTheAddressThatWasCheckedThoughTheNameChangesItsMind() throws Exception {
    RawServer server = serverOf("200 OK\r\nContent-Type: text/html", new byte[0]);
    AtomicInteger lookups = new AtomicInteger();
    // The first answer may be fetched from, every later one not: whoever resolves again is caught.
    NameResolver rebinding =
        host ->
            List.of(
                InetAddress.ofLiteral(lookups.getAndIncrement() == 0 ? "127.0.0.1" : "127.0.0.2"));
    WebScrapeHandler handler =
        handler(List.of(AddressRange.parse("127.0.0.1/32")), rebinding, FETCH_TIMEOUT);
    String url = "http://rebind.example:" + server.port() + "/";
    assertThat(scrape(handler, url).path("finalUrl").asString()).isEqualTo(url);
    assertThat(lookups).hasValue(1);
    assertThat(server.requests().getFirst()).contains("Host: rebind.example:" + server.port());
    assertThat(failureOf(handler, url).detail()).contains("loopback");
  }

  @Test
  void dialsOnlyTheAllowedOnesOfSeveralAddresses() throws Exception {
    RawServer server = serverOf("200 OK\r\nContent-Type: text/html", new byte[0]);
    NameResolver mixed =
        host -> List.of(InetAddress.ofLiteral("10.0.0.1"), InetAddress.ofLiteral("127.0.0.1"));
    String url = "http://mixed.example:" + server.port() + "/";
    assertThat(scrape(handler(LOOPBACK, mixed, FETCH_TIMEOUT), url).path("statusCode").asInt())
        .isEqualTo(200);
  }

  @Test
  void triesTheNextAddressWhenOneTakesNoConnection() throws Exception {
    RawServer server = serverOf("200 OK\r\nContent-Type: text/html", new byte[0]);
    NameResolver two =
        host -> List.of(InetAddress.ofLiteral("127.0.0.9"), InetAddress.ofLiteral("127.0.0.1"));
    String url = "http://two.example:" + server.port() + "/";
    assertThat(scrape(handler(LOOPBACK, two, FETCH_TIMEOUT), url).path("statusCode").asInt())
        .isEqualTo(200);
  }

  @Test
  void saysThatAHostDoesNotExist() throws Exception {
    NameResolver empty =
        host -> {
          throw new UnknownHostException(host);
        };
    assertThat(
            failureOf(handler(LOOPBACK, empty, FETCH_TIMEOUT), "http://nowhere.example/").detail())
        .isEqualTo("the host of http://nowhere.example/ does not exist");
  }

  @Test
  void givesUpOnALookUpThatHangs() throws Exception {
    NameResolver hanging =
        host -> {
          try {
            end.await();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
          return List.of();
        };
    WebScrapeHandler handler = handler(LOOPBACK, hanging, Duration.ofMillis(200));
    assertThat(failureOf(handler, "http://slow.example/").detail()).contains("not resolved within");
  }

  @Test
  void saysThatNobodyListens() throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    assertThat(failureOf(handler(), "http://127.0.0.1:" + port + "/").detail())
        .contains("takes no connections");
  }

  @ParameterizedTest
  @CsvSource({"100000,false", "100001,true"})
  void takesAPageAtTheLimitAndRefusesOnePast(int size, boolean refused) throws Exception {
    RawServer announced = serverOf("200 OK\r\nContent-Type: text/html", new byte[size]);
    RawServer silent =
        server(
            (line, out) -> {
              ascii(out, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
              out.write(new byte[size]);
            });
    for (RawServer server : List.of(announced, silent)) {
      if (refused) {
        assertThat(failureOf(handler(), server.url("/")).detail())
            .contains("larger than 100000 bytes");
      } else {
        assertThat(scrape(handler(), server.url("/")).path("byteCount").asInt()).isEqualTo(size);
      }
    }
  }

  @Test
  void stopsReadingABodyWithoutEnd() throws Exception {
    for (String status : List.of("200 OK", "302 Found\r\nLocation: /x", "404 Gone\r\nX: y")) {
      RawServer server =
          server(
              (line, out) -> {
                if (line.contains("/x")) {
                  ascii(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                  return;
                }
                ascii(out, "HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\n\r\n");
                while (true) {
                  ascii(out, "1000\r\n" + "z".repeat(4096) + "\r\n");
                }
              });
      failureOrNone(handler(), server.url("/"));
      assertThat(server.disconnected().await(10, TimeUnit.SECONDS)).as(status).isTrue();
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"100000,false", "100001,true", "50000000,true"})
  void limitsWhatADecompressedPageMayHave(int size, boolean refused) throws Exception {
    RawServer server =
        serverOf(
            "200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", gzip(new byte[size]));
    if (refused) {
      assertThat(failureOf(handler(), server.url("/")).detail())
          .contains("larger than 100000 bytes");
    } else {
      assertThat(scrape(handler(), server.url("/")).path("byteCount").asInt()).isEqualTo(size);
    }
  }

  @Test
  void survivesCompressionThatIsBroken() throws Exception {
    byte[] good = gzip("<p>hello</p>".getBytes(UTF_8));
    for (int length = 1; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      RawServer server =
          serverOf("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", cut);
      failureOrNone(handler(), server.url("/"));
    }
    for (byte flags : new byte[] {2, 4, 8, 16, 30, (byte) 0x80, (byte) 0xFF}) {
      byte[] flagged = good.clone();
      flagged[3] = flags;
      RawServer server =
          serverOf("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", flagged);
      failureOf(handler(), server.url("/"));
    }
  }

  @Test
  void survivesManyEmptyMembers() throws Exception {
    byte[] empty = gzip(new byte[0]);
    ByteArrayOutputStream many = new ByteArrayOutputStream();
    while (many.size() + empty.length <= BODY_SIZE_MAX) {
      many.writeBytes(empty);
    }
    RawServer server =
        serverOf("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip", many.toByteArray());
    assertThat(scrape(handler(), server.url("/")).path("byteCount").asInt()).isZero();
  }

  @Test
  void refusesAnEncodingThatWasNotAskedFor() throws Exception {
    RawServer server =
        serverOf("200 OK\r\nContent-Type: text/html\r\nContent-Encoding: br", new byte[3]);
    assertThat(failureOf(handler(), server.url("/")).detail()).contains("br was not asked for");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "HTTP/1.1 200 OK\r\nX: ",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
      })
  void cutsATargetThatDrips(String start) throws Exception {
    RawServer server =
        server(
            (line, out) -> {
              ascii(out, start);
              RawServer.drip(out, end);
            });
    WebScrapeHandler handler = handler(LOOPBACK, NameResolver.system(), Duration.ofMillis(400));
    Failure failure = failureOf(handler, server.url("/"));
    if (!start.endsWith("chunked\r\n\r\n")) {
      assertThat(failure.detail()).contains("not complete within PT0.4S");
    }
    assertThat(server.disconnected().await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void cutsATargetThatNeverFinishesItsTlsHandshake() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      WebScrapeHandler handler = handler(LOOPBACK, NameResolver.system(), Duration.ofMillis(400));
      assertThat(failureOf(handler, "https://127.0.0.1:" + silent.getLocalPort() + "/").detail())
          .contains("not complete within");
    }
  }

  @Test
  void saysThatTlsFailed() throws Exception {
    try (ServerSocket rude = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.ofVirtual()
          .start(
              () -> {
                try (Socket socket = rude.accept()) {
                  ascii(socket.getOutputStream(), "HTTP/1.1 400 Speak HTTP here\r\n\r\n");
                  end.await();
                } catch (IOException | InterruptedException over) {
                  // The test is over.
                }
              });
      assertThat(failureOf(handler(), "https://127.0.0.1:" + rude.getLocalPort() + "/").detail())
          .contains("failed to agree on TLS");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\r\n\r\n",
        "HTTP/1.1\r\n\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "HTTP/1.1 abc OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        "HTTP/1.1 302 Found\r\nLocation: http://[\r\n\r\n"
      })
  void isNotHurtByBrokenAnswers(String answer) throws Exception {
    RawServer server = server((line, out) -> ascii(out, answer));
    failureOf(handler(), server.url("/"));
  }

  @Test
  void limitsTheHeadersOfAnAnswer() throws Exception {
    RawServer many =
        server(
            (line, out) -> {
              ascii(out, "HTTP/1.1 200 OK\r\n");
              while (true) {
                ascii(out, "X: y\r\n");
              }
            });
    RawServer wide =
        server(
            (line, out) -> {
              ascii(out, "HTTP/1.1 200 OK\r\nX: ");
              while (true) {
                ascii(out, "y".repeat(1_000));
              }
            });
    for (RawServer server : List.of(many, wide)) {
      assertThat(failureOf(handler(), server.url("/")).detail()).contains("could not be read");
      assertThat(server.disconnected().await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void letsGoWhenInterrupted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    RawServer server =
        server(
            (line, out) -> {
              asked.countDown();
              RawServer.drip(out, end);
            });
    Runs heard = new Runs();
    try (VirtualThreadRunner runner =
        new VirtualThreadRunner(
            new HandlerCatalog(List.of(handler())), Map.of(TYPE, 1), RunnerConfig.defaults())) {
      runner.start(
          Runs.assignment(1), TYPE, Runs.json(payload(server.url("/"))), FETCH_TIMEOUT, heard);
      asked.await();
      runner.stop(Runs.assignment(1));
      assertThat(heard.awaitFailure().code()).isEqualTo(FailureCode.CANCELLED);
      assertThat(runner.figures().abandoned()).isZero();
    }
    assertThat(server.disconnected().await(10, TimeUnit.SECONDS)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "\"http://example.com/\"",
        "{\"url\": 7}",
        "{\"url\": \"\"}",
        "{\"url\": \"ftp://h/\"}",
        "{\"url\": \"http://\"}",
        "{\"url\": \"http://h/\", \"x\": 1}",
        "{"
      })
  void schemaRefusesOtherPayloads(String payload) throws Exception {
    assertThat(new HandlerCatalog(List.of(handler())).check(TYPE, Runs.json(payload))).isNotEmpty();
  }
}
