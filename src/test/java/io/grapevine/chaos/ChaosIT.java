package io.grapevine.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * One requester and five workers as processes of their own, a steady stream of jobs over HTTP, and
 * a {@link Nemesis}. When everything has healed, every job that was acknowledged has exactly one
 * outcome, and no worker ran an attempt twice.
 */
class ChaosIT {
  private static final int WORKERS = 5;
  private static final int JOBS_PER_SECOND = 20;

  /** Longer than the time of a job. */
  private static final Duration HEALING_MAX = Duration.ofMinutes(4);

  private final Duration duration = Duration.parse(System.getProperty("chaos.duration", "PT60S"));
  private final long seed =
      Long.getLong("chaos.seed", ThreadLocalRandom.current().nextLong(1_000_000));
  private final Map<String, JsonNode> finished = new LinkedHashMap<>();

  @Test
  void everyAcknowledgedJobHasOneOutcomeAndNoAttemptRunsTwice() throws Exception {
    System.out.printf("chaos: seed %d, %s of faults%n", seed, duration);
    Path root = Files.createDirectories(Path.of("target", "chaos"));
    Path directory = Files.createTempDirectory(root, "seed-" + seed + "-").toAbsolutePath();
    try (Cluster cluster = Cluster.start(directory, WORKERS);
        Clients clients = new Clients(cluster.requester())) {
      awaitWorkers(cluster, clients);
      Nemesis nemesis = new Nemesis(cluster, new Random(seed));
      run(clients, nemesis);
      awaitAcknowledgements(clients);
      for (String job : clients.acknowledged().values()) {
        finished.put(job, awaitOutcome(cluster, clients, job));
      }
      Audit audit = Audit.of(cluster.workers());
      report(nemesis, audit);
      judge(cluster, clients, audit);
      assertThat(nemesis.killedWhileStopping()).as("peers that did not stop in time").isZero();
    } catch (Throwable failure) {
      throw new AssertionError("seed " + seed + ", logs in " + directory, failure);
    }
  }

  private static void awaitWorkers(Cluster cluster, Clients clients) {
    await("workers known to the requester")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                clients
                        .get(cluster.requester(), "/api/v1/network")
                        .map(network -> network.path("connections").size())
                        .orElse(0)
                    >= WORKERS);
  }

  private void run(Clients clients, Nemesis nemesis) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> harm =
          threads.submit(
              () -> {
                nemesis.rage(duration);
                return null;
              });
      clients.submit(JOBS_PER_SECOND, duration, new Random(seed + 1));
      harm.get();
    }
  }

  private static void awaitAcknowledgements(Clients clients) {
    await("acknowledgements")
        .atMost(Duration.ofSeconds(60))
        .until(() -> clients.acknowledged().size() == clients.asked());
  }

  private static JsonNode awaitOutcome(Cluster cluster, Clients clients, String id) {
    Optional<JsonNode> job =
        await("outcome of job " + id)
            .atMost(HEALING_MAX)
            .pollInterval(Duration.ofMillis(20))
            .until(
                () -> clients.get(cluster.requester(), "/api/v1/jobs/" + id),
                found -> found.isPresent() && found.get().hasNonNull("finishedAt"));
    return job.orElseThrow();
  }

  private void judge(Cluster cluster, Clients clients, Audit audit) {
    assertThat(audit.repeated()).as("attempts that ran more than once").isEmpty();
    assertThat(new HashSet<>(clients.acknowledged().values()))
        .as("jobs behind the keys")
        .hasSize(clients.asked());
    assertThat(allJobs(cluster, clients))
        .as("jobs that the requester knows")
        .isEqualTo(finished.keySet());
    for (String job : finished.keySet()) {
      JsonNode history =
          clients.get(cluster.requester(), "/api/v1/jobs/" + job + "/events").orElseThrow();
      long ends =
          history
              .path("items")
              .valueStream()
              .filter(event -> event.path("kind").asString().equals("CONCLUDED"))
              .count();
      assertThat(ends).as(() -> "outcomes in " + history).isEqualTo(1);
      if (status(finished.get(job)).equals("SUCCEEDED")) {
        assertThat(audit.knows(job)).as("job " + job + " was run").isTrue();
      }
    }
  }

  private static Set<String> allJobs(Cluster cluster, Clients clients) {
    Set<String> jobs = new HashSet<>();
    String cursor = "";
    do {
      JsonNode page =
          clients.get(cluster.requester(), "/api/v1/jobs?limit=100" + cursor).orElseThrow();
      page.path("items").forEach(job -> jobs.add(job.path("id").asString()));
      cursor = page.hasNonNull("nextCursor") ? "&cursor=" + page.path("nextCursor").asString() : "";
    } while (!cursor.isEmpty());
    return jobs;
  }

  private void report(Nemesis nemesis, Audit audit) {
    Map<String, Integer> statuses = new TreeMap<>();
    Map<String, Integer> ends = new TreeMap<>();
    for (JsonNode job : finished.values()) {
      statuses.merge(status(job), 1, Integer::sum);
      job.path("attempts")
          .forEach(one -> ends.merge(one.path("end").asString("?"), 1, Integer::sum));
    }
    long failedOver =
        finished.values().stream().filter(job -> job.path("attempts").size() > 1).count();
    System.out.printf("chaos: jobs %d %s%n", finished.size(), statuses);
    System.out.printf(
        "chaos: faults of the requester %s, of workers %s%n",
        nemesis.requesterFaults(), nemesis.workerFaults());
    System.out.printf(
        "chaos: attempts %s, jobs that failed over %d, runs %d, re-runs %d%n",
        ends, failedOver, audit.runs(), audit.runs() - audit.jobs());
  }

  private static String status(JsonNode job) {
    return job.path("status").asString();
  }
}
