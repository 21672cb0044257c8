package io.grapevine.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.chaos.SubmissionStream.Answer;
import io.grapevine.storage.PostgresServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Two requesters and two workers as processes of their own, all with their store in one PostgreSQL,
 * which goes away in the middle of their jobs and comes back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreOutageIT {
  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** A server that stands still is given up after 15 s; the rest is for a busy machine. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(45);

  private static final int LONG = 6;
  private static final int LONG_MILLIS = 4_000;
  private static final List<String> UNDER_WAY =
      List.of("QUEUED", "SOLICITING", "DIALING", "RUNNING");
  private static final Pattern OVER =
      Pattern.compile("job (\\S+) of type " + AuditWork.TYPE + " is [A-Z]+: ");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> longJobs = new ArrayList<>();
  private Path directory;
  private PostgresServer store;
  private Cluster cluster;
  private Clients clients;

  @BeforeAll
  void start() throws IOException {
    store = PostgresServer.start();
    Path root = Files.createDirectories(Path.of("target", "store-outage"));
    directory = Files.createTempDirectory(root, "run-").toAbsolutePath();
    cluster =
        Cluster.start(
            directory,
            2,
            2,
            List.of(
                "--grapevine.storage.url=" + store.url("postgres"),
                "--grapevine.storage.lease=" + LEASE));
    clients = new Clients(cluster.requester());
    for (Member member : cluster.members()) {
      await("health of " + member.name())
          .atMost(PATIENCE)
          .until(() -> status(member, "/actuator/health") == 200);
    }
  }

  @AfterAll
  void stop() throws IOException {
    if (clients != null) {
      clients.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    if (store != null) {
      store.close();
    }
    http.close();
  }

  @Test
  void nothingIsLostWhenTheServerCrashesUnderLoad() throws Exception {
    goesOnAfter("crashed", 1, store::crash, store::startAgain);
  }

  @Test
  void nothingIsLostWhenTheServerStandsStillUnderLoad() throws Exception {
    goesOnAfter("frozen", 2, store::freeze, store::thaw);
  }

  private void goesOnAfter(String outage, long seed, Runnable begin, Runnable end)
      throws Exception {
    try (SubmissionStream stream =
        new SubmissionStream(outage, cluster.requesters(), ANSWER_MAX, new Random(seed))) {
      await("jobs under way").atMost(PATIENCE).until(() -> stream.acknowledged().size() >= 30);
      submitLongJobs();
      long complaintsBefore = complaints();
      int before = stream.acknowledged().size();
      begin.run();
      long away = System.nanoTime();
      for (Member requester : cluster.requesters()) {
        saysThatItsStoreIsAway(requester);
      }
      await("refusals")
          .atMost(PATIENCE)
          .until(() -> stream.answers().stream().filter(one -> one.status() == 503).count() >= 10);
      Duration gone = Duration.ofNanos(System.nanoTime() - away);
      int answered = stream.answers().size();
      end.run();
      long back = System.nanoTime();
      for (Member member : cluster.members()) {
        await("health of " + member.name())
            .atMost(PATIENCE)
            .until(() -> status(member, "/actuator/health") == 200);
      }
      await("new acknowledgements")
          .atMost(PATIENCE)
          .until(
              () -> stream.answers().stream().skip(answered).anyMatch(Answer::isAcknowledgement));
      stream.end();
      await("acknowledgements").atMost(PATIENCE).until(stream::isSatisfied);
      judgeAnswers(stream.answers());
      List<String> jobs = new ArrayList<>(stream.acknowledged().values());
      assertThat(jobs).as("jobs behind different keys").doesNotHaveDuplicates();
      jobs.addAll(longJobs);
      judgeOutcomes(jobs);
      assertThat(complaints() - complaintsBefore).as("logs in " + directory).isBetween(2L, 6L);
      report(outage, gone, Duration.ofNanos(System.nanoTime() - back), before, jobs, stream);
    }
  }

  private void submitLongJobs() throws Exception {
    longJobs.clear();
    String body =
        """
        {"type":"%s","payload":{"number":0,"millis":%d},"timeout":"PT3M","maxAttempts":20}\
        """
            .formatted(AuditWork.TYPE, LONG_MILLIS);
    for (int i = 0; i < LONG; i++) {
      Member requester = cluster.requesters().get(i % 2);
      longJobs.add(clients.post(requester, "/api/v1/jobs", body).path("id").asString());
    }
    for (String job : longJobs) {
      await("a run of job " + job)
          .atMost(PATIENCE)
          .until(() -> Audit.of(cluster.workers()).knows(job));
    }
  }

  /** In its health and in nothing else: what needs no store is answered. */
  private void saysThatItsStoreIsAway(Member requester) throws Exception {
    await("health of " + requester.name() + ", logs in " + directory)
        .atMost(PATIENCE)
        .until(() -> status(requester, "/actuator/health") == 503);
    JsonNode health = JsonMapper.shared().readTree(get(requester, "/actuator/health").body());
    JsonNode told = health.path("components").path("store");
    assertThat(told.path("status").asString()).as(health.toString()).isEqualTo("OUT_OF_SERVICE");
    assertThat(told.path("details").path("advice").asString())
        .startsWith("the store " + shown() + " cannot be reached or cannot work: ")
        .endsWith(
            ". Check that the server runs, answers and can be reached from here, and its log.");
    for (String path :
        List.of(
            "/actuator/health/liveness",
            "/actuator/health/readiness",
            "/api/v1/network",
            "/api/v1/workers",
            "/api/v1/work-types")) {
      assertThat(status(requester, path)).as(path).isEqualTo(200);
    }
  }

  private static void judgeAnswers(List<Answer> answers) {
    for (Answer answer : answers) {
      assertThat(answer.status()).as(answer.toString()).isIn(200, 202, 503);
      if (answer.status() == 503) {
        assertThat(answer.retryAfter()).as(answer.toString()).matches("[1-9][0-9]*");
        assertThat(answer.mediaType()).isEqualTo("application/problem+json");
      }
    }
  }

  /** One outcome of each, told by one requester, and no attempt run twice. */
  private void judgeOutcomes(List<String> jobs) throws IOException {
    Member first = cluster.requester();
    for (String job : jobs) {
      JsonNode over =
          await("outcome of job " + job + ", logs in " + directory)
              .atMost(PATIENCE)
              .pollDelay(Duration.ZERO)
              .pollInterval(Duration.ofMillis(20))
              .until(
                  () -> read(first, "/api/v1/jobs/" + job),
                  found -> found.path("finishedAt").isString());
      assertThat(over.path("status").asString()).as(over.toString()).isEqualTo("SUCCEEDED");
      JsonNode history = read(first, "/api/v1/jobs/" + job + "/events");
      assertThat(history.path("items").valueStream().map(event -> event.path("kind").asString()))
          .as("history of job " + job + ", logs in " + directory)
          .containsOnlyOnce("CONCLUDED");
    }
    for (Member requester : cluster.requesters()) {
      for (String status : UNDER_WAY) {
        JsonNode page = read(requester, "/api/v1/jobs?status=" + status);
        assertThat(page.path("items").valueStream()).as(page.toString()).isEmpty();
      }
    }
    await("all outcomes in the logs in " + directory)
        .atMost(PATIENCE)
        .until(() -> told().keySet().containsAll(jobs));
    Map<String, Integer> told = told();
    told.values().removeIf(times -> times == 1);
    assertThat(told).as("jobs that were over more than once, logs in " + directory).isEmpty();
    assertThat(Audit.of(cluster.workers()).repeated()).as("attempts run twice").isEmpty();
  }

  /** Connections for reading may be a moment behind the one that writes. */
  private JsonNode read(Member member, String path) {
    return await(path)
        .atMost(PATIENCE)
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> clients.get(member, path), Optional::isPresent)
        .orElseThrow();
  }

  /** How often any requester has said of a job that it is over. */
  private Map<String, Integer> told() throws IOException {
    Map<String, Integer> told = new LinkedHashMap<>();
    for (Member requester : cluster.requesters()) {
      for (String line : log(requester)) {
        Matcher over = OVER.matcher(line);
        if (over.find()) {
          told.merge(over.group(1), 1, Integer::sum);
        }
      }
    }
    return told;
  }

  private static List<String> log(Member member) throws IOException {
    return Files.readAllLines(member.directory().resolve("log-1"));
  }

  /** Lines of the requesters that say that writes fail: one or so for each outage. */
  private long complaints() throws IOException {
    long lines = 0;
    for (Member requester : cluster.requesters()) {
      lines +=
          log(requester).stream()
              .filter(line -> line.contains("Writes fail: the store " + shown()))
              .count();
    }
    return lines;
  }

  private String shown() {
    return "127.0.0.1:" + store.port() + "/postgres";
  }

  private int status(Member member, String path) throws IOException, InterruptedException {
    return get(member, path).statusCode();
  }

  private HttpResponse<String> get(Member member, String path)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + member.http() + path))
            .timeout(ANSWER_MAX)
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private void report(
      String outage,
      Duration gone,
      Duration over,
      int before,
      List<String> jobs,
      SubmissionStream stream)
      throws IOException {
    Predicate<Answer> refused = answer -> answer.status() == 503;
    Map<Integer, Long> attempts =
        jobs.stream()
            .map(job -> read(cluster.requester(), "/api/v1/jobs/" + job))
            .collect(
                Collectors.groupingBy(job -> job.path("attempts").size(), Collectors.counting()));
    long takenOver = 0;
    for (Member requester : cluster.requesters()) {
      takenOver += log(requester).stream().filter(line -> line.contains("is taken over")).count();
    }
    System.out.printf(
        "store outage: %s for %d ms, all over %d ms after; %d jobs, %d of them before; 503 %d"
            + " times, longest answer %d ms; jobs by attempts %s, taken over %d%n",
        outage,
        gone.toMillis(),
        over.toMillis(),
        jobs.size(),
        before,
        stream.answers().stream().filter(refused).count(),
        stream.answers().stream().mapToLong(one -> one.time().toMillis()).max().orElse(0),
        attempts,
        takenOver);
  }
}
