package io.grapevine.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.GrapevineApplication;
import io.grapevine.config.LocalNetwork;
import io.grapevine.config.Peer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * From HTTP request to HTTP answer: a 1 KiB {@code echo} job with {@code Prefer: wait}, one
 * requester and three workers in one JVM over TCP on loopback, the HTTP client in the same JVM. In
 * the same run, for comparison, 1 KiB there and back over a new libp2p stream between the same
 * peers. Run with {@code ./mvnw -q -Pbenchmark process-test-classes}.
 */
final class JobBenchmark {
  private static final int WORKERS = 3;
  private static final int PAYLOAD_BYTES = 1_024;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration WINDOW = Duration.ofSeconds(8);
  private static final int ROUNDS = 3;

  private final int port;
  private final BareEcho bare;
  private final HttpClient http = HttpClient.newHttpClient();
  private final byte[] block = "x".repeat(PAYLOAD_BYTES).getBytes(UTF_8);

  private JobBenchmark(ConfigurableApplicationContext context) {
    port = BenchmarkPeers.httpPort(context);
    bare =
        new BareEcho(
            context.getBean(Peer.class), context.getBean(LocalNetwork.class).workers(), block);
  }

  /** Measures and prints. */
  public static void main(String... options) throws Exception {
    try (ConfigurableApplicationContext context = BenchmarkPeers.start(WORKERS, List.of(options))) {
      new JobBenchmark(context).run();
    }
    IdlePeer.measureAndPrint();
    System.exit(0);
  }

  private void run() throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%d processors, %s; medians of %d windows of %s after %s of warm-up%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        ROUNDS,
        WINDOW,
        WARM_UP);
    for (int concurrency : new int[] {1, 64}) {
      Load.run(concurrency, WARM_UP, bare::request);
      Load.run(concurrency, WARM_UP, this::job);
      Load.Figures[] streams = new Load.Figures[ROUNDS];
      Load.Figures[] jobs = new Load.Figures[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        streams[round] = Load.run(concurrency, WINDOW, bare::request);
        jobs[round] = Load.run(concurrency, WINDOW, this::job);
      }
      Load.Figures stream = median(streams);
      Load.Figures job = median(jobs);
      System.out.printf("concurrency %d%n  stream  %s%n  job     %s%n", concurrency, stream, job);
      System.out.printf(
          Locale.ROOT,
          "  a job takes %.1f times the p50 of a bare stream, at 1/%.1f of its rate%n",
          (double) job.p50Nanos() / stream.p50Nanos(),
          stream.perSecond() / job.perSecond());
    }
  }

  private static Load.Figures median(Load.Figures... figures) {
    Arrays.sort(figures, (one, other) -> Double.compare(one.perSecond(), other.perSecond()));
    return figures[figures.length / 2];
  }

  private void job(int caller) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/jobs"))
            .header("Content-Type", "application/json")
            .header("Prefer", "wait=10")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"type\":\"echo\",\"payload\":\"" + new String(block, UTF_8) + "\"}"))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200 || !answer.body().contains("\"status\":\"SUCCEEDED\"")) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
  }

  /** A peer alone in a process of its own, without anything to do. */
  private static final class IdlePeer {
    private static final Duration SETTLE = Duration.ofSeconds(10);

    static void measureAndPrint() throws IOException, InterruptedException {
      ProcessBuilder builder =
          new ProcessBuilder(
              ProcessHandle.current().info().command().orElse("java"),
              "-cp",
              System.getProperty("java.class.path"),
              GrapevineApplication.class.getName(),
              "--server.port=0",
              "--grapevine.network.listen=/ip4/127.0.0.1/tcp/0",
              "--grapevine.network.mdns=false",
              "--grapevine.network.alone=true",
              "--grapevine.identity.key-file=target/benchmark/idle.key",
              "--grapevine.storage.url=jdbc:sqlite:target/benchmark/idle.db");
      Process peer = builder.redirectErrorStream(true).start();
      try {
        String started =
            peer.inputReader()
                .lines()
                .filter(line -> line.contains("Started GrapevineApplication"))
                .findFirst()
                .orElseThrow(() -> new IOException("the idle peer did not start"));
        System.out.println("idle peer: " + started.substring(started.indexOf("Started")));
        boolean gone = peer.waitFor(SETTLE);
        if (gone) {
          throw new IOException("the idle peer ended by itself");
        }
        Files.readAllLines(java.nio.file.Path.of("/proc/" + peer.pid() + "/status")).stream()
            .filter(line -> line.startsWith("VmRSS") || line.startsWith("Threads"))
            .forEach(line -> System.out.println("idle peer: " + line.replaceAll("\\s+", " ")));
      } finally {
        peer.destroy();
      }
    }
  }
}
