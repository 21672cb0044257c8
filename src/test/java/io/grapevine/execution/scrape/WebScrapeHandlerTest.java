package io.grapevine.execution.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.RunnerConfig;
import io.grapevine.execution.Runs;
import io.grapevine.execution.VirtualThreadRunner;
import io.grapevine.execution.http.RawServer;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WebScrapeHandlerTest extends ScrapeFixture {
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
