package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grapevine.job.Job;
import io.grapevine.testing.JobStories;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class JobEventsTest extends RestTest {
  @Autowired EventStreams streams;
  private final List<InputStream> opened = new ArrayList<>();

  @AfterEach
  void closeStreams() throws IOException {
    for (InputStream stream : opened) {
      stream.close();
    }
    await().until(() -> streams.openCount() == 0);
    assertThat(service.watcherCount()).isZero();
  }

  @Test
  void listsTheHistory() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    JobStories.failOver(service, job);
    JobStories.deliver(service, job, 2, "application/json", "{}");

    JsonNode page = json(get("/api/v1/jobs/" + job.id() + "/events"));

    assertThat(page.path("items").valueStream().map(event -> event.path("kind").asString("")))
        .containsExactly(
            "SUBMITTED",
            "OFFER_ANNOUNCED",
            "BID_PLACED",
            "BID_PLACED",
            "BID_REFUSED",
            "AWARDED",
            "ATTEMPT_STARTED",
            "ATTEMPT_ENDED",
            "AWARDED",
            "ATTEMPT_STARTED",
            "ATTEMPT_ENDED",
            "CONCLUDED");
    assertThat(page.at("/items/1").toString())
        .isEqualTo(
            "{\"sequence\":2,\"kind\":\"OFFER_ANNOUNCED\",\"at\":\"2026-03-01T12:00:00Z\","
                + "\"round\":1,\"recipients\":3}");
    assertThat(page.at("/items/7/end").asString("")).isEqualTo("CONNECTION_LOST");
    assertThat(page.at("/items/11/status").asString("")).isEqualTo("SUCCEEDED");
    assertThat(page.path("nextCursor").isNull()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"*/*", "application/json", "text/event-stream;q=0, */*", "text/html, */*"})
  void answersWithJsonUnlessAStreamIsWanted(String accept) throws Exception {
    Job job = service.given("echo", "1", Map.of());

    json(get("/api/v1/jobs/" + job.id() + "/events", "Accept", accept));
  }

  @Test
  void streamsTheHistoryAndThenWhatHappens() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    BufferedReader lines = open(job, "text/event-stream");

    assertThat(next(lines)).containsExactly("id: 1", "event: SUBMITTED", dataOf("SUBMITTED", 1));
    JobStories.fail(service, job);
    List<String> last = next(lines);

    assertThat(last).startsWith("id: 2", "event: CONCLUDED").hasSize(3);
    assertThat(last.getLast()).contains("\"status\":\"REFUSED\"", "\"code\":\"NO_WORKERS\"");
    assertThat(next(lines)).as("the stream is over").isEmpty();
  }

  private static String dataOf(String kind, int sequence) {
    return "data: {\"sequence\":%d,\"kind\":\"%s\",\"at\":\"2023-11-14T22:13:21Z\"}"
        .formatted(sequence, kind);
  }

  @Test
  void resumesBehindTheLastEventThatTheClientHas() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", "{}");

    BufferedReader lines = open(job, "text/event-stream", "Last-Event-ID", "7");

    assertThat(next(lines)).startsWith("id: 8", "event: ATTEMPT_ENDED");
    assertThat(next(lines)).startsWith("id: 9", "event: CONCLUDED");
    assertThat(next(lines)).isEmpty();
  }

  @Test
  void tellsAClientThatHasEverythingNotToComeBack() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.fail(service, job);

    HttpResponse<String> response =
        get(
            "/api/v1/jobs/" + job.id() + "/events",
            "Accept",
            "text/event-stream",
            "Last-Event-ID",
            "2");

    assertThat(response.statusCode()).isEqualTo(204);
  }

  @Test
  void refusesAnEventIdThatIsNone() throws Exception {
    Job job = service.given("echo", "1", Map.of());

    problem(
        get(
            "/api/v1/jobs/" + job.id() + "/events",
            "Accept",
            "text/event-stream",
            "Last-Event-ID",
            "-4"),
        400,
        "invalid-request",
        "Invalid request");
  }

  @Test
  void sendsCommentsWhileNothingHappens() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    BufferedReader lines = open(job, "text/event-stream");
    next(lines);

    assertThat(lines.readLine()).isEqualTo(":");
  }

  @Test
  void boundsTheNumberOfStreams() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    next(open(job, "text/event-stream"));
    next(open(job, "text/event-stream"));

    HttpResponse<String> response =
        get("/api/v1/jobs/" + job.id() + "/events", "Accept", "text/event-stream");

    problem(response, 503, "too-many-streams", "Too many event streams");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
  }

  @Test
  void noticesThatAClientIsGone() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    next(open(job, "text/event-stream"));

    opened.removeFirst().close();

    await().until(() -> streams.openCount() == 0);
  }

  @Test
  void endsItsStreamsWhenThePeerStops() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    BufferedReader lines = open(job, "text/event-stream");
    next(lines);

    streams.close();

    assertThat(next(lines)).isEmpty();
  }

  private BufferedReader open(Job job, String accept, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        to("/api/v1/jobs/" + job.id() + "/events").header("Accept", accept);
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<InputStream> response = CLIENT.send(request.build(), BodyHandlers.ofInputStream());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Content-Type")).startsWith("text/event-stream");
    opened.add(response.body());
    return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** The lines of the next event; empty at the end of the stream. */
  private static List<String> next(BufferedReader lines) throws IOException {
    List<String> event = new ArrayList<>();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.isEmpty() && !event.isEmpty()) {
        break;
      }
      if (!line.isEmpty() && !line.equals(":")) {
        event.add(line);
      }
    }
    return event;
  }
}
