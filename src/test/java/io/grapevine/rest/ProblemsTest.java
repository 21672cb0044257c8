package io.grapevine.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Job;
import io.grapevine.rest.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ProblemsTest extends RestTest {
  private static final int FRAME = "{\"type\":\"echo\",\"payload\":\"\"}".length();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/nowhere",
        "/api/v1",
        "/api/v1/jobs/",
        "/api/v2/jobs",
        "/error",
        "/problems/unheard-of",
        "/actuator/env",
        "/index.html"
      })
  void answersUnmappedPaths(String path) throws Exception {
    problem(get(path), 404, "not-found", "Not found");
  }

  @Test
  void answersAProblemEvenIfTheClientWantsHtml() throws Exception {
    problem(get("/nowhere", "Accept", "text/html"), 404, "not-found", "Not found");
  }

  @Test
  void namesTheMethodsThatAreAllowed() throws Exception {
    HttpResponse<String> response = send(to("/api/v1/jobs").DELETE());

    JsonNode problem = problem(response, 405, "method-not-allowed", "Method not allowed");
    assertThat(header(response, "Allow")).contains("GET", "POST");
    assertThat(problem.path("detail").asString("")).contains("DELETE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/plain", "application/xml", "application/x-www-form-urlencoded"})
  void namesTheMediaTypeThatIsUnderstood(String type) throws Exception {
    HttpResponse<String> response =
        send(to("/api/v1/jobs").header("Content-Type", type).POST(BodyPublishers.ofString("{}")));

    JsonNode problem = problem(response, 415, "unsupported-media-type", "Unsupported media type");
    assertThat(problem.path("detail").asString("")).contains("application/json");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "json", "a/b/c"})
  void answersMediaTypesThatAreNone(String type) throws Exception {
    HttpResponse<String> response =
        send(to("/api/v1/jobs").header("Content-Type", type).POST(BodyPublishers.ofString("{}")));

    problem(response, 415, "unsupported-media-type", "Unsupported media type");
  }

  @Test
  void answersMissingMediaTypes() throws Exception {
    HttpResponse<String> response = send(to("/api/v1/jobs").POST(BodyPublishers.ofString("{}")));

    problem(response, 415, "unsupported-media-type", "Unsupported media type");
  }

  @ParameterizedTest
  @ValueSource(strings = {"text/html", "image/png", "nonsense"})
  void namesTheMediaTypesThatThereAre(String accept) throws Exception {
    Job job = service.given("echo", "1", Map.of());

    JsonNode problem =
        problem(
            get("/api/v1/jobs/" + job.id(), "Accept", accept),
            406,
            "not-acceptable",
            "Not acceptable");
    assertThat(problem.path("detail").asString("")).isNotBlank();
    problem(
        get("/api/v1/jobs/" + job.id() + "/events", "Accept", accept),
        406,
        "not-acceptable",
        "Not acceptable");
  }

  @Test
  void takesABodyOfTheLargestSize() throws Exception {
    assertThat(submit(ofSize(BODY_MAX)).statusCode()).isEqualTo(202);
  }

  @Test
  void refusesALargerBodyByItsDeclaredLength() throws Exception {
    JsonNode problem =
        problem(submit(ofSize(BODY_MAX + 1)), 413, "content-too-large", "Content too large");

    assertThat(problem.path("detail").asString("")).contains(Integer.toString(BODY_MAX));
    assertThat(service.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {BODY_MAX + 1, 3_000_000})
  void refusesALargerBodyOfUnknownLength(int size) throws Exception {
    byte[] body = ofSize(size).getBytes(UTF_8);

    HttpResponse<String> response =
        send(
            to("/api/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

    problem(response, 413, "content-too-large", "Content too large");
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void takesAChunkedBodyOfTheLargestSize() throws Exception {
    byte[] body = ofSize(BODY_MAX).getBytes(UTF_8);

    HttpResponse<String> response =
        send(
            to("/api/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));

    assertThat(response.statusCode()).isEqualTo(202);
  }

  private static String ofSize(int size) {
    return "{\"type\":\"echo\",\"payload\":\"" + "x".repeat(size - FRAME) + "\"}";
  }

  @Test
  void refusesALargeBodyBeforeItIsSentIfTheClientAsks() throws Exception {
    String answer =
        raw(
            """
            POST /api/v1/jobs HTTP/1.1
            Host: a
            Content-Type: application/json
            Content-Length: 999999999
            Expect: 100-continue

            """
                .replace("\n", "\r\n"));

    assertThat(answer)
        .startsWith("HTTP/1.1 413")
        .contains("application/problem+json", "/problems/content-too-large");
  }

  @Test
  void hidesWhatWentWrongInsideAndNamesTheLogEntry() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    service.failWith(new IllegalStateException("secret of io.grapevine.Core"));

    JsonNode problem = problem(get("/api/v1/jobs/" + job.id()), 500, "internal", "Internal error");

    assertThat(problem.path("instance").asString("")).startsWith("urn:uuid:");
    assertThat(problem.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "'GET /api/v1/jobs?q=<x> HTTP/1.1\r\nHost: a\r\n\r\n', 400, invalid-request",
    "'GET /api/v1/jobs/%zz HTTP/1.1\r\nHost: a\r\n\r\n', 400, invalid-request",
    "'GET /../../etc HTTP/1.1\r\nHost: a\r\n\r\n', 400, invalid-request",
    "'GET /api/v1/jobs HTTP/1.1\r\n\r\n', 400, invalid-request",
    "'GET /api/v1/jobs HTTP/9.9\r\nHost: a\r\n\r\n', 505, internal",
    "'TRACE /api/v1/jobs HTTP/1.1\r\nHost: a\r\n\r\n', 405, method-not-allowed",
    "'POST /api/v1/jobs HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', 400, invalid-request"
  })
  void answersWhatNeverReachesAServlet(String request, int status, String slug) throws Exception {
    String answer = raw(request);

    assertThat(answer)
        .startsWith("HTTP/1.1 " + status)
        .contains("Content-Type: application/problem+json", "/problems/" + slug)
        .doesNotContain("<html", "Tomcat", "Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /api/v1/jobs?cursor=%zz",
        "GET /api/v1/outcomes?%",
        "GET /api/v1/outcomes?type=%ff%",
        "POST /api/v1/batches?type=%zz"
      })
  void answersAQueryThatCannotBeDecoded(String request) throws Exception {
    String answer =
        raw(
            request
                + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
                + "Content-Length: 1\r\nConnection: close\r\n\r\n1");

    assertThat(answer)
        .startsWith("HTTP/1.1 400")
        .contains("application/problem+json", "/problems/invalid-request")
        .doesNotContain("Exception");
  }

  @Test
  void answersAHeaderThatIsTooLarge() throws Exception {
    String answer =
        raw("GET /api/v1/jobs HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(9000) + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 4").contains("application/problem+json");
  }

  /** Sends bytes as they are; closes our side so that the answer ends. */
  private String raw(String request) throws IOException {
    try (Socket socket = new Socket("localhost", port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      socket.getOutputStream().flush();
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void explainsEveryType(ProblemType type) throws Exception {
    JsonNode kind = json(get(type.uri()));

    assertThat(kind.path("type").asString("")).isEqualTo(type.uri());
    assertThat(kind.path("title").asString("")).isEqualTo(type.title());
    assertThat(kind.path("status").asInt(0)).isEqualTo(type.status());
    assertThat(kind.path("description").asString("")).endsWith(".");
  }

  @Test
  void listsEveryType() throws Exception {
    assertThat(json(get("/problems")).path("items")).hasSize(ProblemType.values().length);
  }
}
