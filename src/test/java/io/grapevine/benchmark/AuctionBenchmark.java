package io.grapevine.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.config.LocalNetwork;
import io.grapevine.config.Peer;
import io.grapevine.coordination.CoordinationService;
import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.Submission;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobStatus;
import io.grapevine.job.WorkType;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Whole auctions without HTTP: a 1 KiB {@code echo} job from submission to outcome, one requester
 * and four workers in one JVM over TCP on loopback. In the same run, for comparison, 1 KiB there
 * and back over a new libp2p stream between the same peers; and where the time of a job goes. Run
 * with {@code ./mvnw -q -Pbenchmark process-test-classes -Dbenchmark=AuctionBenchmark}. In {@code
 * -Dbenchmark.options}, numbers say how many callers there are, and what looks like {@code
 * --grapevine.…=…} configures the peers.
 */
final class AuctionBenchmark {
  private static final int WORKERS = 4;
  private static final int PAYLOAD_BYTES = 1_024;
  private static final Duration WARM_UP = Duration.ofSeconds(25);
  private static final int WARM_UP_CALLERS = 64;
  private static final Duration SETTLING = Duration.ofSeconds(3);
  private static final Duration WINDOW = Duration.ofSeconds(4);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int ROUNDS = 3;
  private static final List<Integer> CALLERS = List.of(1, 16, 64, 256);

  private final CoordinationService service;
  private final BareEcho bare;
  private final JobSteps steps = new JobSteps();
  private final byte[] block = ("\"" + "x".repeat(PAYLOAD_BYTES - 2) + "\"").getBytes(UTF_8);

  private AuctionBenchmark(ConfigurableApplicationContext context) {
    Peer requester = context.getBean(Peer.class);
    service = requester.coordination();
    bare = new BareEcho(requester, context.getBean(LocalNetwork.class).workers(), block);
  }

  /** Measures and prints. */
  public static void main(String... options) throws Exception {
    Map<Boolean, List<String>> given =
        Arrays.stream(options).collect(Collectors.partitioningBy(it -> it.startsWith("--")));
    List<Integer> callers =
        given.getOrDefault(false, List.of()).stream().map(Integer::valueOf).toList();
    try (ConfigurableApplicationContext context =
        BenchmarkPeers.start(WORKERS, given.getOrDefault(true, List.of()))) {
      new AuctionBenchmark(context).run(callers.isEmpty() ? CALLERS : callers);
    }
    System.exit(0);
  }

  private void run(List<Integer> concurrencies) throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%d processors, %s; medians of %d windows of %s after %s of warm-up%n",
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        ROUNDS,
        WINDOW,
        WARM_UP);
    // So much has to be compiled that one caller alone would measure the compiler.
    Load.run(WARM_UP_CALLERS, SETTLING, bare::request);
    Load.run(WARM_UP_CALLERS, WARM_UP, this::auction);
    for (int callers : concurrencies) {
      Load.run(callers, SETTLING, bare::request);
      Load.run(callers, SETTLING, this::auction);
      Load.Figures stream = median(callers, bare::request);
      steps.clear();
      Load.Figures auction = median(callers, this::auction);
      System.out.printf(
          Locale.ROOT,
          "%3d callers%n  stream   %s%n  auction  %s  CPU %d µs%n  ratio of p50 %.1f%n",
          callers,
          stream,
          auction,
          auction.cpuNanosEach() / 1_000,
          (double) auction.p50Nanos() / stream.p50Nanos());
      steps.print(service::history);
    }
  }

  private static Load.Figures median(int callers, Load.Request request) throws Exception {
    Load.Figures[] figures = new Load.Figures[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      figures[round] = Load.run(callers, WINDOW, request);
    }
    Arrays.sort(figures, (one, other) -> Double.compare(one.perSecond(), other.perSecond()));
    return figures[ROUNDS / 2];
  }

  private void auction(int caller) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Submission submission =
        service.submit(
            new JobRequest(
                new WorkType("echo"),
                Content.of(Content.JSON, block),
                null,
                new TreeMap<>(),
                null,
                Delivery.AT_LEAST_ONCE,
                null));
    if (!(submission instanceof Submission.Accepted(Job accepted))) {
      throw new IOException("not accepted: " + submission);
    }
    Job job = service.await(accepted.id(), LIMIT).orElseThrow();
    if (job.status() != JobStatus.SUCCEEDED) {
      throw new IOException("no success: " + job);
    }
    steps.note(job.id(), System.nanoTime() - start);
  }
}
