package io.grapevine.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A steady stream of jobs over HTTP. Each has an idempotency key, and is sent again under it until
 * it is acknowledged, as a client does that must not lose its job.
 */
final class Clients implements AutoCloseable {
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(250);

  private final Member requester;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(ANSWER_MAX).build();
  private final JsonMapper json = JsonMapper.shared();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Integer, String> acknowledged = new ConcurrentHashMap<>();
  private volatile boolean giveUp;
  private int asked;

  Clients(Member requester) {
    this.requester = requester;
  }

  /** Submits one job after the other at this rate, for so long. */
  void submit(int perSecond, Duration duration, RandomGenerator random)
      throws InterruptedException {
    long end = System.nanoTime() + duration.toNanos();
    while (System.nanoTime() < end) {
      int number = asked++;
      int millis = random.nextInt(5) == 0 ? random.nextInt(5_000) : random.nextInt(300);
      threads.execute(() -> submit(number, millis));
      TimeUnit.NANOSECONDS.sleep(Duration.ofSeconds(1).dividedBy(perSecond).toNanos());
    }
  }

  int asked() {
    return asked;
  }

  /** Ids of the jobs that were acknowledged, by their number. */
  Map<Integer, String> acknowledged() {
    return acknowledged;
  }

  /** What the peer answers to a question; empty if it does not answer. */
  Optional<JsonNode> get(Member member, String path) {
    try {
      HttpRequest request = HttpRequest.newBuilder(uri(member, path)).timeout(ANSWER_MAX).build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200
          ? Optional.of(json.readTree(answer.body()))
          : Optional.empty();
    } catch (IOException | IllegalStateException notNow) {
      return Optional.empty();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What the peer answers to this document; anything but success is a failure of the test. */
  JsonNode post(Member member, String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(uri(member, path))
            .timeout(ANSWER_MAX)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new AssertionError(path + ": " + answer.statusCode() + " " + answer.body());
    }
    return json.readTree(answer.body());
  }

  private void submit(int number, int millis) {
    String body =
        """
        {"type":"%s","payload":{"number":%d,"millis":%d},"timeout":"PT3M","maxAttempts":20}\
        """
            .formatted(AuditWork.TYPE, number, millis);
    try {
      while (!giveUp && !acknowledged.containsKey(number)) {
        acknowledgement(number, body).ifPresent(id -> acknowledged.put(number, id));
        if (!acknowledged.containsKey(number)) {
          TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<String> acknowledgement(int number, String body) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(uri(requester, "/api/v1/jobs"))
              .timeout(ANSWER_MAX)
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", "chaos-" + number)
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return switch (answer.statusCode()) {
        case 200, 202 -> Optional.of(json.readTree(answer.body()).path("id").asString());
        case 429, 503 -> Optional.empty();
        default -> throw new AssertionError(answer.statusCode() + ": " + answer.body());
      };
    } catch (IOException | IllegalStateException notNow) {
      return Optional.empty();
    }
  }

  private static URI uri(Member member, String path) {
    return URI.create("http://127.0.0.1:" + member.http() + path);
  }

  @Override
  public void close() {
    giveUp = true;
    threads.close();
    http.shutdownNow();
  }
}
