package io.grapevine.benchmark;

import io.grapevine.GrapevineApplication;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The peers whose jobs are measured: a requester and its workers in this JVM, on loopback. */
final class BenchmarkPeers {
  private BenchmarkPeers() {}

  /**
   * Starts them, with little logging.
   *
   * @param options configuration as on a command line, see {@link Stores}; jobs are kept in memory
   *     unless it says otherwise
   */
  static ConfigurableApplicationContext start(int workers, List<String> options) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--logging.level.root=WARN",
                "--logging.level.io.grapevine=ERROR",
                "--grapevine.local.workers=" + workers,
                "--grapevine.identity.key-file=target/benchmark/peer.key"));
    if (Stores.isNotNamedIn(options)) {
      arguments.add("--grapevine.storage.url=memory");
    }
    options.stream().map(Stores::withFreshDatabase).forEach(arguments::add);
    SpringApplication application = new SpringApplication(GrapevineApplication.class);
    application.setAdditionalProfiles("local");
    return application.run(arguments.toArray(String[]::new));
  }

  /** Where the requester listens for HTTP. */
  static int httpPort(ConfigurableApplicationContext context) {
    if (!(context instanceof WebServerApplicationContext web) || web.getWebServer() == null) {
      throw new IllegalStateException("the benchmark needs the web server");
    }
    return web.getWebServer().getPort();
  }
}
