package io.grapevine.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.PayloadError;
import io.grapevine.coordination.Submission;
import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.testing.JobStories;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class SubmitJobTest extends RestTest {
  private static final String ECHO = "{\"type\":\"echo\",\"payload\":{\"a\":1}}";

  @Test
  void answersWithTheLocationOfTheJob() throws Exception {
    HttpResponse<String> response = submit(ECHO);

    assertThat(response.statusCode()).isEqualTo(202);
    JsonNode job = json(response);
    assertThat(header(response, "Location"))
        .isEqualTo("/api/v1/jobs/" + job.path("id").asString(""));
    assertThat(job.path("status").asString("")).isEqualTo("QUEUED");
    assertThat(response.headers().firstValue("Preference-Applied")).isEmpty();
  }

  @Test
  void passesEveryMemberOn() throws Exception {
    submit(
        """
        {"labels": {"b": "2", "a": "x,y"}, "delivery": "AT_MOST_ONCE", "maxAttempts": 7,
         "timeout": "PT1M30S", "payload": [1], "type": "web-scrape"}
        """,
        "Idempotency-Key",
        "key 1");

    var request = service.requests().getFirst();
    assertThat(request.type().name()).isEqualTo("web-scrape");
    assertThat(request.labels()).isEqualTo(Map.of("a", "x,y", "b", "2"));
    assertThat(request.delivery()).isEqualTo(Delivery.AT_MOST_ONCE);
    assertThat(request.maxAttempts()).isEqualTo(7);
    assertThat(request.timeout()).isEqualTo(Duration.ofSeconds(90));
    assertThat(request.idempotencyKey()).isEqualTo("key 1");
    assertThat(request.payload().mediaType()).isEqualTo("application/json");
  }

  @Test
  void leavesDefaultsToTheService() throws Exception {
    submit(ECHO);

    var request = service.requests().getFirst();
    assertThat(request.timeout()).isNull();
    assertThat(request.maxAttempts()).isNull();
    assertThat(request.idempotencyKey()).isNull();
    assertThat(request.labels()).isEmpty();
    assertThat(request.delivery()).isEqualTo(Delivery.AT_LEAST_ONCE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"z\":1.10,  \"a\":12345678901234567890123,\"n\":-0.0e+00, \"u\":\"\\u00e4ä😀\"}",
        "[ 1 ,2, {} ]",
        "\"text with \\\" quote\"",
        "1.000",
        "-17",
        "true",
        "null"
      })
  void handsThePayloadOnAsItWasSent(String payload) throws Exception {
    assertThat(submit("{\"payload\" : " + payload + " ,\"type\":\"echo\"}").statusCode())
        .isEqualTo(202);
    assertThat(submit("{\"type\":\"echo\",\"payload\":" + payload + "}").statusCode())
        .isEqualTo(202);

    assertThat(service.requests())
        .allSatisfy(
            request ->
                assertThat(new String(request.payload().bytes().array(), UTF_8))
                    .isEqualTo(payload));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"payload":1}                                              | /type
          {"type":"echo"}                                            | /payload
          {"type":"Echo!","payload":1}                               | /type
          {"type":null,"payload":1}                                  | /type
          {"type":["echo"],"payload":1}                              | /type
          {"type":"echo","payload":1,"timeout":"30"}                 | /timeout
          {"type":"echo","payload":1,"timeout":30}                   | /timeout
          {"type":"echo","payload":1,"timeout":"PT0S"}               | /timeout
          {"type":"echo","payload":1,"timeout":"PT-1S"}              | /timeout
          {"type":"echo","payload":1,"timeout":"P99999999999999999D"}| /timeout
          {"type":"echo","payload":1,"timeout":null}                 | /timeout
          {"type":"echo","payload":1,"maxAttempts":0}                | /maxAttempts
          {"type":"echo","payload":1,"maxAttempts":1.5}              | /maxAttempts
          {"type":"echo","payload":1,"maxAttempts":"2"}              | /maxAttempts
          {"type":"echo","payload":1,"maxAttempts":99999999999}      | /maxAttempts
          {"type":"echo","payload":1,"maxAttempts":[[2]]}            | /maxAttempts
          {"type":"echo","payload":1,"delivery":"SOMETIMES"}         | /delivery
          {"type":"echo","payload":1,"delivery":{}}                  | /delivery
          {"type":"echo","payload":1,"labels":[]}                    | /labels
          {"type":"echo","payload":1,"labels":{"a":1}}               | /labels/a
          {"type":"echo","payload":1,"labels":{"a/b~":{"x":[]}}}     | /labels/a~1b~0
          {"type":"echo","payload":1,"labels":{"":"x"}}              | /labels/
          {"type":"echo","payload":1,"labels":{"a=b":"x"}}           | /labels/a=b
          {"type":"echo","payload":1,"timeOut":"PT1S"}               | /timeOut
          {"type":"echo","payload":1,"wish":{"deep":[1,{}]}}         | /wish
          """)
  void namesTheMemberThatIsWrong(String body, String pointer) throws Exception {
    JsonNode problem = problem(submit(body), 400, "invalid-job", "Invalid job");

    assertThat(problem.path("errors")).hasSize(1);
    assertThat(problem.path("errors").path(0).path("pointer").asString("")).isEqualTo(pointer);
    assertThat(problem.path("errors").path(0).path("detail").asString("")).isNotBlank();
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void namesAllMembersThatAreWrongAtOnce() throws Exception {
    JsonNode problem =
        problem(submit("{\"type\":1,\"timeout\":2,\"wish\":3}"), 400, "invalid-job", "Invalid job");

    assertThat(problem.path("errors").valueStream().map(e -> e.path("pointer").asString("")))
        .containsExactly("/type", "/timeout", "/wish", "/payload");
  }

  @Test
  void boundsTheNumberOfErrors() throws Exception {
    StringBuilder body = new StringBuilder("{\"type\":\"echo\",\"payload\":1");
    for (int i = 0; i < 100; i++) {
      body.append(",\"wish%d\":1".formatted(i));
    }

    JsonNode problem = problem(submit(body + "}"), 400, "invalid-job", "Invalid job");

    assertThat(problem.path("errors")).hasSize(Faults.COUNT_MAX);
  }

  @Test
  void boundsTheNumberOfLabels() throws Exception {
    StringBuilder labels = new StringBuilder("\"l0\":\"x\"");
    for (int i = 1; i < Labels.COUNT_MAX; i++) {
      labels.append(",\"l%d\":\"x\"".formatted(i));
    }
    String form = "{\"type\":\"echo\",\"payload\":1,\"labels\":{%s}}";

    assertThat(submit(form.formatted(labels)).statusCode()).isEqualTo(202);
    problem(
        submit(form.formatted(labels.append(",\"more\":\"x\""))),
        400,
        "invalid-job",
        "Invalid job");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"type\":\"echo\",\"payload\":{\"a\":}}",
        "{\"type\":\"echo\",\"payload\":1}}",
        "{\"type\":\"echo\",\"payload\":1} x",
        "{\"type\":\"echo\",\"type\":\"echo\",\"payload\":1}",
        "{\"type\":\"echo\",\"payload\":{\"a\":1,\"a\":2}}",
        "{\"type\":\"echo\",\"payload\":01}",
        "{'type':'echo'}",
        "[]",
        "\"job\"",
        "nonsense",
        "   "
      })
  void refusesWhatIsNotOneJsonObject(String body) throws Exception {
    problem(submit(body), 400, "malformed-json", "Malformed JSON");
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void saysWhereABodyBreaksOffInWordsForItsClient() throws Exception {
    JsonNode problem = problem(submit("{"), 400, "malformed-json", "Malformed JSON");

    assertThat(problem.path("detail").asString(""))
        .contains("end-of-input", "line 1, column 2")
        .doesNotContain("REDACTED", "StreamReadFeature", "[Source");
  }

  @Test
  void refusesAnEmptyBody() throws Exception {
    problem(submit(""), 400, "malformed-json", "Malformed JSON");
  }

  @Test
  void refusesNestingWithoutEnd() throws Exception {
    problem(
        submit("{\"type\":\"echo\",\"payload\":" + "[".repeat(50_000)),
        400,
        "malformed-json",
        "Malformed JSON");
  }

  @Test
  void refusesBytesThatAreNotUtf8() throws Exception {
    byte[] body = "{\"type\":\"echo\",\"payload\":\"?\"}".getBytes(UTF_8);
    body[26] = (byte) 0xff;
    HttpResponse<String> response =
        send(
            to("/api/v1/jobs")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofByteArray(body)));

    problem(response, 400, "malformed-json", "Malformed JSON");
  }

  @Test
  void tellsWhatTheSchemaOfTheTypeSays() throws Exception {
    service.answerNext(
        new Submission.InvalidPayload(
            List.of(new PayloadError("/url", "must be a string"), new PayloadError("", "is odd"))));

    JsonNode problem = problem(submit(ECHO), 400, "invalid-job", "Invalid job");

    assertThat(problem.path("errors").toString())
        .isEqualTo(
            "[{\"pointer\":\"/payload/url\",\"detail\":\"must be a string\"},"
                + "{\"pointer\":\"/payload\",\"detail\":\"is odd\"}]");
    assertThat(problem.path("detail").asString("")).contains("/payload/url must be a string");
  }

  @Test
  void tellsWhichValueIsOutOfRange() throws Exception {
    service.answerNext(new Submission.OutOfRange("timeout", "must be at most PT1H"));

    JsonNode problem = problem(submit(ECHO), 400, "invalid-job", "Invalid job");

    assertThat(problem.path("errors").path(0).path("pointer").asString("")).isEqualTo("/timeout");
  }

  @Test
  void saysWhenToComeBackIfTheQueueIsFull() throws Exception {
    service.answerNext(new Submission.QueueFull(Duration.ofMillis(1200)));

    HttpResponse<String> response = submit(ECHO);

    problem(response, 503, "queue-full", "Queue is full");
    assertThat(header(response, "Retry-After")).isEqualTo("2");
  }

  @Test
  void saysThatItTakesNoJobs() throws Exception {
    service.answerNext(new Submission.NotAccepting("This peer only works.", Duration.ZERO));

    HttpResponse<String> response = submit(ECHO);

    JsonNode problem = problem(response, 503, "not-accepting", "Not accepting jobs");
    assertThat(problem.path("detail").asString("")).isEqualTo("This peer only works.");
  }

  @Test
  void repeatsTheAnswerForTheSameKey() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    service.answerNext(new Submission.Repeated(job));

    HttpResponse<String> response = submit(ECHO, "Idempotency-Key", "k");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(header(response, "Location")).isEqualTo("/api/v1/jobs/" + job.id());
  }

  @Test
  void refusesAKeyOfAnotherRequest() throws Exception {
    JobId other = JobId.at(1, 2, 3);
    service.answerNext(new Submission.KeyConflict(other));

    JsonNode problem =
        problem(
            submit(ECHO, "Idempotency-Key", "k"),
            409,
            "idempotency-conflict",
            "Idempotency key was used before");
    assertThat(problem.path("detail").asString("")).contains(other.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256, 1000})
  void refusesKeysThatAreEmptyOrTooLong(int length) throws Exception {
    JsonNode problem =
        problem(
            submit(ECHO, "Idempotency-Key", "k".repeat(length)),
            400,
            "invalid-request",
            "Invalid request");
    assertThat(problem.path("errors").path(0).path("header").asString(""))
        .isEqualTo("Idempotency-Key");
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void takesTheLongestKey() throws Exception {
    assertThat(submit(ECHO, "Idempotency-Key", "k".repeat(255)).statusCode()).isEqualTo(202);
  }

  @Test
  void holdsTheAnswerBackUntilTheJobIsOver() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", "{\"a\":1.50}");
    service.answerNext(new Submission.Accepted(job));

    HttpResponse<String> response = submit(ECHO, "Prefer", "respond-async, wait=2");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Preference-Applied")).isEqualTo("wait=2");
    assertThat(json(response).path("status").asString("")).isEqualTo("SUCCEEDED");
    assertThat(response.body()).contains("\"json\":{\"a\":1.50}");
    assertThat(service.lastWait()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void answersWithTheUnfinishedJobWhenTheWaitIsOver() throws Exception {
    HttpResponse<String> response = submit(ECHO, "Prefer", "wait=1");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("status").asString("")).isEqualTo("QUEUED");
  }

  @Test
  void capsTheWait() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.fail(service, job);
    service.answerNext(new Submission.Accepted(job));

    HttpResponse<String> response = submit(ECHO, "Prefer", "wait=999999");

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "Preference-Applied")).isEqualTo("wait=3");
    assertThat(service.lastWait()).isEqualTo(Duration.ofSeconds(3));
  }
}
