package io.grapevine.execution.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.execution.http.RawServer;
import io.grapevine.job.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Targets that are slow, huge, broken or not there. */
class HostileTargetTest extends ScrapeFixture {
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
}
