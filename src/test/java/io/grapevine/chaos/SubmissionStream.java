package io.grapevine.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients that submit to several requesters by turns, each one until its job is acknowledged, and
 * that note every answer they get.
 */
final class SubmissionStream implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofMillis(60);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /**
   * Clients that wait for an acknowledgement at once; the next one comes when one of them has it.
   */
  private static final int WAITING_MAX = 60;

  private final String name;
  private final List<Member> requesters;
  private final Duration answerMax;
  private final RandomGenerator random;
  private final HttpClient http = HttpClient.newHttpClient();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore waiting = new Semaphore(WAITING_MAX);
  private final Map<Integer, String> acknowledged = new ConcurrentHashMap<>();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private volatile boolean isOver;
  private volatile boolean giveUp;
  private volatile int asked;

  /**
   * One answer.
   *
   * @param status 0 if there was none in time
   * @param retryAfter empty if it does not say
   * @param body of the answer, or what went wrong
   */
  record Answer(int status, String mediaType, String retryAfter, Duration time, String body) {
    boolean isAcknowledgement() {
      return status == 200 || status == 202;
    }
  }

  /**
   * Begins at once.
   *
   * @param name tells its idempotency keys from those of other streams
   * @param answerMax how long a client waits for an answer
   */
  SubmissionStream(
      String name, List<Member> requesters, Duration answerMax, RandomGenerator random) {
    this.name = name;
    this.requesters = requesters;
    this.answerMax = answerMax;
    this.random = random;
    threads.execute(this::run);
  }

  /** Ids of the jobs that were acknowledged, by their number. */
  Map<Integer, String> acknowledged() {
    return acknowledged;
  }

  /** All answers so far, in their order. */
  List<Answer> answers() {
    return List.copyOf(answers);
  }

  /** Ends the stream; those who wait for an acknowledgement go on. */
  void end() {
    isOver = true;
  }

  /** Whether the stream is at its end and everybody has an acknowledgement. */
  boolean isSatisfied() {
    return isOver && waiting.availablePermits() == WAITING_MAX && acknowledged.size() == asked;
  }

  private void run() {
    try {
      while (!isOver && !giveUp) {
        int number = asked;
        int millis = random.nextInt(random.nextInt(5) == 0 ? 3_000 : 300);
        if (waiting.tryAcquire(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
          asked = number + 1;
          threads.execute(() -> insist(number, millis));
          TimeUnit.NANOSECONDS.sleep(BETWEEN.toNanos());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void insist(int number, int millis) {
    try {
      while (!giveUp) {
        Answer answer = submit(number, millis);
        if (giveUp) {
          return;
        }
        answers.add(answer);
        if (answer.isAcknowledgement()) {
          acknowledged.put(number, JsonMapper.shared().readTree(answer.body).path("id").asString());
          waiting.release();
          return;
        }
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private Answer submit(int number, int millis) throws InterruptedException {
    String body =
        """
        {"type":"%s","payload":{"number":%d,"millis":%d},"timeout":"PT3M","maxAttempts":20}\
        """
            .formatted(AuditWork.TYPE, number, millis);
    Member requester = requesters.get(number % requesters.size());
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + requester.http() + "/api/v1/jobs"))
            .timeout(answerMax)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", name + "-" + number)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    long begin = System.nanoTime();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse(""),
          answer.headers().firstValue("Retry-After").orElse(""),
          Duration.ofNanos(System.nanoTime() - begin),
          answer.body());
    } catch (IOException none) {
      Duration time = Duration.ofNanos(System.nanoTime() - begin);
      return new Answer(0, "", "", time, none.toString());
    }
  }

  @Override
  public void close() {
    giveUp = true;
    threads.shutdownNow();
    http.shutdownNow();
  }
}
