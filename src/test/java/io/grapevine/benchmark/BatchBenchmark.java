package io.grapevine.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Batches of 10 000 small {@code echo} items over HTTP, from the first byte of the submission to
 * the last line of the results, which are read while they come. In the same run, for comparison, 4
 * 000 of the items as single jobs, each with {@code Prefer: wait}, by 64 callers. One requester and
 * four workers in one JVM over TCP on loopback, the HTTP client in the same JVM; first with the
 * journal in memory, then with an SQLite file. Run with {@code ./mvnw -q -Pbenchmark
 * process-test-classes -Dbenchmark=BatchBenchmark}; the option {@code
 * --grapevine.storage.url=sqlite} measures with that store alone.
 */
final class BatchBenchmark {
  private static final int WORKERS = 4;
  private static final int ITEMS = 10_000;
  private static final int CALLERS = 64;
  private static final int ROUNDS = 3;
  private static final int BATCHES_FIRST = 8;
  private static final int JOBS_FIRST = 6_000;
  private static final int JOBS = 4_000;

  private final MeterRegistry meters;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;
  private final byte[] items =
      IntStream.rangeClosed(1, ITEMS)
          .mapToObj(n -> item(n) + "\n")
          .collect(Collectors.joining())
          .getBytes(UTF_8);

  private BatchBenchmark(ConfigurableApplicationContext context) {
    address = "http://localhost:" + BenchmarkPeers.httpPort(context) + "/api/v1/";
    meters = context.getBean(MeterRegistry.class);
  }

  /** Measures and prints. */
  public static void main(String... options) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%d processors, %s; %d items of %d bytes on average; medians of %d%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        ITEMS,
        item(ITEMS / 2).length(),
        ROUNDS);
    if (Stores.isNotNamedIn(List.of(options))) {
      measure("memory", "--grapevine.storage.url=memory");
      measure("SQLite", "--grapevine.storage.url=sqlite");
    } else {
      measure(options[0], options);
    }
    System.exit(0);
  }

  private static void measure(String name, String... options) throws Exception {
    try (ConfigurableApplicationContext context = BenchmarkPeers.start(WORKERS, List.of(options))) {
      System.out.println(name);
      new BatchBenchmark(context).run();
    }
  }

  private void run() throws Exception {
    for (int i = 0; i < BATCHES_FIRST; i++) {
      batch();
    }
    jobs(JOBS_FIRST);
    Figures[] batches = new Figures[ROUNDS];
    Figures[] jobs = new Figures[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      batches[round] = batch();
      jobs[round] = jobs(JOBS);
    }
    Figures batch = median(batches);
    Figures single = median(jobs);
    System.out.printf(
        Locale.ROOT,
        "  one batch    %s%n  single jobs  %s%n  a batch does %.1f times as many items/s%n",
        batch,
        single,
        batch.perSecond() / single.perSecond());
  }

  private static Figures median(Figures... figures) {
    Arrays.sort(figures, (one, other) -> Double.compare(one.perSecond(), other.perSecond()));
    return figures[figures.length / 2];
  }

  /** A value of some 40 bytes. */
  private static String item(int number) {
    return "{\"n\":%d,\"text\":\"a small item of a batch\"}".formatted(number);
  }

  private Figures batch() throws IOException, InterruptedException {
    Mark before = mark();
    HttpResponse<String> accepted =
        http.send(
            to("batches?type=echo")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArray(items))
                .build(),
            BodyHandlers.ofString());
    if (accepted.statusCode() != 202) {
      throw new IOException(accepted.statusCode() + " " + accepted.body());
    }
    String id = accepted.headers().firstValue("Location").orElseThrow().replaceAll(".*/", "");
    HttpResponse<InputStream> results =
        http.send(
            to("batches/" + id + "/results?follow=true").GET().build(),
            BodyHandlers.ofInputStream());
    long first = 0;
    int lines = 0;
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(results.body(), UTF_8), 1 << 16)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (line.contains("\"result\"")) {
          first = first == 0 ? System.nanoTime() : first;
          lines++;
        }
      }
    }
    if (lines != ITEMS) {
      throw new IOException("only " + lines + " results");
    }
    return before.until(mark(), ITEMS, first - before.nanos());
  }

  private Figures jobs(int count) throws Exception {
    Mark before = mark();
    AtomicInteger next = new AtomicInteger();
    Load.once(
        CALLERS,
        _ -> {
          for (int n = next.incrementAndGet(); n <= count; n = next.incrementAndGet()) {
            job(n);
          }
        });
    return before.until(mark(), count, 0);
  }

  private void job(int number) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            to("jobs")
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=20")
                .POST(
                    BodyPublishers.ofString("{\"type\":\"echo\",\"payload\":" + item(number) + "}"))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() != 200 || !answer.body().contains("\"status\":\"SUCCEEDED\"")) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofMinutes(1));
  }

  private Mark mark() {
    double bytes =
        meters.find("grapevine.network").functionCounters().stream()
            .mapToDouble(FunctionCounter::count)
            .sum();
    return new Mark(System.nanoTime(), ThisJvm.cpuNanos(), bytes);
  }

  /** A moment, with what was used until then. */
  private record Mark(long nanos, long cpuNanos, double bytes) {
    Figures until(Mark end, int items, long firstNanos) {
      return new Figures(
          items * 1e9 / (end.nanos - nanos),
          firstNanos,
          (end.cpuNanos - cpuNanos) / items,
          (end.bytes - bytes) / items);
    }
  }

  /** What was measured; bytes are those of the requester's connections, both ways. */
  private record Figures(double perSecond, long firstNanos, long cpuNanosEach, double bytesEach) {
    @Override
    public String toString() {
      String first =
          firstNanos == 0
              ? ""
              : String.format(Locale.ROOT, "  first result after %.0f ms", firstNanos / 1e6);
      return String.format(
          Locale.ROOT,
          "%,8.0f items/s  CPU %3d µs  %,6.0f bytes between peers each%s",
          perSecond,
          cpuNanosEach / 1_000,
          bytesEach,
          first);
    }
  }
}
