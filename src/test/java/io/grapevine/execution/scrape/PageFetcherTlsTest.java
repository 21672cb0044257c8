package io.grapevine.execution.scrape;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.execution.WorkException;
import io.grapevine.execution.http.RawServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A target with a certificate for good.example, to whose address every name leads. */
class PageFetcherTlsTest {
  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;

  private SSLContext tls() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=good.example",
                "-ext",
                "san=dns:good.example",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory mine = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    mine.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(keys);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(mine.getKeyManagers(), trust.getTrustManagers(), null);
    return tls;
  }

  @Test
  void checksTheCertificateAgainstTheNameThoughTheAddressIsDialled() throws Exception {
    SSLContext tls = tls();
    ScrapeConfig config =
        ScrapeConfig.defaults().allowing(List.of(AddressRange.parse("127.0.0.0/8")));
    NameResolver everyName = host -> List.of(InetAddress.ofLiteral("127.0.0.1"));
    byte[] answer = RawServer.response("200 OK\r\nContent-Type: text/plain", "hi".getBytes(UTF_8));
    try (RawServer server =
            new RawServer(
                tls.getServerSocketFactory()
                    .createServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1")),
                (line, out) -> out.write(answer));
        PageFetcher trusting = new PageFetcher(config, everyName, tls);
        PageFetcher usual = new PageFetcher(config, everyName, SSLContext.getDefault())) {
      String good = "https://good.example:" + server.port() + "/";
      assertThat(trusting.fetch(good).body().size()).isEqualTo(2);
      assertThatThrownBy(() -> trusting.fetch(good.replace("good", "evil")))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("failed to agree on TLS");
      assertThatThrownBy(() -> usual.fetch(good))
          .isInstanceOf(WorkException.class)
          .hasMessageContaining("failed to agree on TLS");
    }
  }
}
