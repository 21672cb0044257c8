package io.grapevine.execution.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grapevine.execution.TestContext;
import io.grapevine.execution.WorkException;
import io.grapevine.execution.http.RawServer;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.WorkType;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A handler, and servers on loopback for it to fetch from. */
abstract class ScrapeFixture {
  static final WorkType TYPE = new WorkType("web-scrape");
  static final List<AddressRange> LOOPBACK = List.of(AddressRange.parse("127.0.0.0/8"));
  static final int BODY_SIZE_MAX = 100_000;
  static final Duration FETCH_TIMEOUT = Duration.ofSeconds(15);

  private final List<AutoCloseable> opened = new ArrayList<>();
  final CountDownLatch end = new CountDownLatch(1);

  @AfterEach
  void close() throws Exception {
    end.countDown();
    for (AutoCloseable each : opened.reversed()) {
      each.close();
    }
  }

  WebScrapeHandler handler(List<AddressRange> allowed, NameResolver resolver, Duration fetchTimeout)
      throws Exception {
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

  WebScrapeHandler handler() throws Exception {
    return handler(LOOPBACK, NameResolver.system(), FETCH_TIMEOUT);
  }

  RawServer server(RawServer.Answer answer) throws IOException {
    RawServer server = new RawServer(answer);
    opened.add(server);
    return server;
  }

  RawServer serverOf(String head, byte[] body) throws IOException {
    return server((line, out) -> out.write(RawServer.response(head, body)));
  }

  static JsonNode scrape(WebScrapeHandler handler, String url) throws Exception {
    Content result = handler.run(TestContext.of(payload(url))).content();
    assertThat(result.mediaType()).isEqualTo(Content.JSON);
    return JsonMapper.shared().readTree(result.bytes().array());
  }

  static String payload(String url) {
    return JsonMapper.shared().writeValueAsString(Map.of("url", url));
  }

  static Failure failureOf(WebScrapeHandler handler, String url) {
    Failure failure =
        catchThrowableOfType(WorkException.class, () -> handler.run(TestContext.of(payload(url))))
            .failure();
    assertThat(failure.retryable()).isFalse();
    return failure;
  }

  static void failureOrNone(WebScrapeHandler handler, String url) throws Exception {
    try {
      assertThat(scrape(handler, url)).isNotNull();
    } catch (WorkException refused) {
      assertThat(refused.failure().retryable()).isFalse();
    }
  }

  static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(UTF_8));
    out.flush();
  }
}
