package io.grapevine.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.storage.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import tools.jackson.databind.JsonNode;

/**
 * Two requesters that share one PostgreSQL, and two workers, as processes of their own. One
 * requester is killed, or stopped for longer than its lease, in the middle of its jobs.
 */
class TakeOverIT {
  private static final Duration LEASE = Duration.ofSeconds(3);

  /** Three ticks of a third of a lease and then the jobs themselves, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final int LONG = 12;
  private static final int LONG_MILLIS = 6_000;
  private static final int QUEUED = 20;
  private static final int ITEMS = 30;

  private final Map<String, String> expected = new LinkedHashMap<>();
  private Path directory;
  private Cluster cluster;
  private Clients clients;
  private Member first;
  private Member second;

  @BeforeEach
  void start(TestInfo test) throws IOException {
    Path root = Files.createDirectories(Path.of("target", "take-over"));
    String name = test.getTestMethod().orElseThrow().getName();
    directory = Files.createTempDirectory(root, name + "-").toAbsolutePath();
    cluster =
        Cluster.start(
            directory,
            2,
            2,
            List.of(
                "--grapevine.storage.url=" + TestPostgres.freshUrl(),
                "--grapevine.storage.lease=" + LEASE,
                "--grapevine.jobs.active-max=" + (LONG + 4)));
    first = cluster.requesters().getFirst();
    second = cluster.requesters().getLast();
    clients = new Clients(first);
    awaitConnections(first);
    awaitConnections(second);
  }

  @AfterEach
  void stop() throws IOException {
    clients.close();
    cluster.close();
  }

  @Test
  void theJobsOfAKilledRequesterEndAtAnotherAndStayAsTheyAreWhenItReturns() throws Exception {
    submitAll();
    first.kill();
    long killed = System.nanoTime();
    awaitTakenOver();
    Duration takenOver = Duration.ofNanos(System.nanoTime() - killed);
    Map<String, JsonNode> ends = awaitOutcomes(second);
    Duration over = Duration.ofNanos(System.nanoTime() - killed);
    judge(second, ends);
    first.start();
    first.awaitUp();
    awaitConnections(first);
    String later = submit(first, 10);
    expected.put(later, "SUCCEEDED");
    ends.put(later, awaitOutcome(first, later));
    judge(first, ends);
    judge(second, ends);
    report("killed", ends, takenOver, over);
    assertThat(log(first)).as("log of who returned").noneMatch(line -> line.contains(" ERROR "));
  }

  @Test
  void aRequesterThatWasStoppedBeyondItsLeaseLetsGoOfWhatOthersHaveTakenOver() throws Exception {
    submitAll();
    first.freeze();
    long frozen = System.nanoTime();
    awaitTakenOver();
    Duration takenOver = Duration.ofNanos(System.nanoTime() - frozen);
    first.thaw();
    await("the lease to be known as lost")
        .atMost(PATIENCE)
        .until(
            () ->
                log(first).stream()
                    .anyMatch(line -> line.contains("was silent for longer than its lease")));
    await("a new lease")
        .atMost(PATIENCE)
        .until(() -> log(first).stream().anyMatch(line -> line.contains("has its lease again")));
    Map<String, JsonNode> ends = awaitOutcomes(second);
    Duration over = Duration.ofNanos(System.nanoTime() - frozen);
    String later = submit(first, 10);
    expected.put(later, "SUCCEEDED");
    ends.put(later, awaitOutcome(first, later));
    judge(first, ends);
    judge(second, ends);
    report("frozen", ends, takenOver, over);
    assertThat(log(first)).as("log of who was stopped").noneMatch(line -> line.contains(" ERROR "));
  }

  /** Some that run, a batch, and some that wait for their turn. */
  private void submitAll() throws Exception {
    for (int i = 0; i < LONG; i++) {
      expected.put(submit(first, LONG_MILLIS), "SUCCEEDED");
    }
    String items =
        IntStream.range(0, ITEMS)
            .mapToObj(i -> "{\"number\":%d,\"millis\":300}".formatted(i))
            .collect(Collectors.joining(","));
    String batch = "{\"type\":\"%s\",\"items\":[%s]}".formatted(AuditWork.TYPE, items);
    expected.put(clients.post(first, "/api/v1/batches", batch).path("id").asString(), "SUCCEEDED");
    for (int i = 0; i < QUEUED; i++) {
      expected.put(submit(first, 20), "SUCCEEDED");
    }
    await("jobs that run").atMost(PATIENCE).until(() -> running() >= LONG);
  }

  private String submit(Member requester, int millis) throws Exception {
    String body =
        """
        {"type":"%s","payload":{"number":1,"millis":%d},"timeout":"PT3M","maxAttempts":20}\
        """
            .formatted(AuditWork.TYPE, millis);
    return clients.post(requester, "/api/v1/jobs", body).path("id").asString();
  }

  private int running() {
    return clients
        .get(first, "/api/v1/jobs?status=RUNNING&limit=100")
        .map(page -> page.path("items").size())
        .orElse(0);
  }

  private static boolean isTakeOver(String line) {
    return line.contains("is taken over from a requester that is gone");
  }

  private void awaitTakenOver() {
    await("jobs taken over")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> log(second).stream().filter(TakeOverIT::isTakeOver).count() >= LONG);
  }

  private Map<String, JsonNode> awaitOutcomes(Member at) {
    Map<String, JsonNode> ends = new LinkedHashMap<>();
    expected.keySet().forEach(job -> ends.put(job, awaitOutcome(at, job)));
    return ends;
  }

  private JsonNode awaitOutcome(Member at, String job) {
    return await("outcome of job " + job + ", logs in " + directory)
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> read(at, job), found -> found.path("finishedAt").isString());
  }

  private JsonNode read(Member at, String job) {
    Optional<JsonNode> found = clients.get(at, "/api/v1/jobs/" + job);
    return found.or(() -> clients.get(at, "/api/v1/batches/" + job)).orElseThrow();
  }

  /** The same outcome wherever one asks, once in each history, and no attempt run twice. */
  private void judge(Member at, Map<String, JsonNode> ends) throws IOException {
    Map<String, String> statuses = new LinkedHashMap<>();
    for (String job : ends.keySet()) {
      JsonNode found = read(at, job);
      statuses.put(job, found.path("status").asString());
      assertThat(found.path("finishedAt")).isEqualTo(ends.get(job).path("finishedAt"));
      Optional<JsonNode> history = clients.get(at, "/api/v1/jobs/" + job + "/events");
      history.ifPresent(
          events ->
              assertThat(events.path("items").valueStream().map(one -> one.path("kind").asString()))
                  .as("history of job " + job + ", logs in " + directory)
                  .containsOnlyOnce("CONCLUDED"));
    }
    assertThat(statuses).as("logs in " + directory).isEqualTo(expected);
    assertThat(Audit.of(cluster.workers()).repeated()).as("attempts run twice").isEmpty();
  }

  private void awaitConnections(Member member) {
    await("workers known to " + member.name())
        .atMost(PATIENCE)
        .until(
            () ->
                clients
                        .get(member, "/api/v1/network")
                        .map(network -> network.path("connections").size())
                        .orElse(0)
                    >= 3);
  }

  private static List<String> log(Member member) throws IOException {
    List<String> lines = new ArrayList<>();
    try (var files = Files.list(member.directory())) {
      for (Path file :
          files.filter(one -> one.getFileName().toString().startsWith("log-")).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
    }
    return lines;
  }

  private void report(String fault, Map<String, JsonNode> ends, Duration takenOver, Duration over)
      throws IOException {
    Map<String, Integer> attempts = new TreeMap<>();
    ends.values()
        .forEach(
            job ->
                job.path("attempts")
                    .forEach(
                        one -> attempts.merge(one.path("end").asString("?"), 1, Integer::sum)));
    Audit audit = Audit.of(cluster.workers());
    System.out.printf(
        "take-over: %s, %d jobs, running ones taken over after %d ms, all over after %d ms,"
            + " attempts %s, runs %d, re-runs %d%n",
        fault,
        ends.size(),
        takenOver.toMillis(),
        over.toMillis(),
        attempts,
        audit.runs(),
        audit.runs() - audit.jobs());
  }
}
