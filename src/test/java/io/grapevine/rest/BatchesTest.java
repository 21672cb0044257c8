package io.grapevine.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.PayloadError;
import io.grapevine.coordination.Submission;
import io.grapevine.job.BatchFigures;
import io.grapevine.job.Comparison;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirement;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.ShareContent;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.JobSamples;
import java.io.ByteArrayInputStream;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

class BatchesTest extends RestTest {
  private static final JobId ID = JobSamples.job(7);

  @Autowired private FakeBatchService batches;

  private static Job batch() {
    JobSpec spec =
        new JobSpec(
            ID,
            new WorkType("echo"),
            Content.of(ShareContent.ITEMS_MEDIA_TYPE, "1\n2\n".getBytes(UTF_8)),
            Duration.ofMinutes(1),
            new TreeMap<>(),
            3,
            Delivery.AT_LEAST_ONCE,
            Preferences.NONE,
            ID);
    return Job.submitted(new JobEvent.Submitted(ID, JobSamples.START, spec, JobSamples.peer(1)));
  }

  private HttpResponse<String> submitLines(String query, String body, String... headers)
      throws Exception {
    var request =
        to("/api/v1/batches" + query)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  private String items(JobRequest request) {
    assertThat(request.payload().mediaType()).isEqualTo("application/x-ndjson");
    return new String(request.payload().bytes().array(), UTF_8);
  }

  @Test
  void takesOneItemPerLine() throws Exception {
    service.answerNext(new Submission.Accepted(batch()));
    batches.say(new BatchFigures(2, 1, 0, 0, 1, 0));
    HttpResponse<String> answer =
        submitLines(
            "?type=echo&timeout=PT5M&label=team=a&maxAttempts=4&delivery=AT_MOST_ONCE&priority=LOW"
                + "&policy=FAIR",
            "{\"a\":\t1}\r\n[2]",
            "Idempotency-Key",
            "k");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(header(answer, "Location")).isEqualTo("/api/v1/batches/" + ID);
    JobRequest request = service.requests().getLast();
    assertThat(items(request)).isEqualTo("{\"a\": 1} \n[2]\n");
    assertThat(request.timeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(request.labels()).containsEntry("team", "a");
    assertThat(request.maxAttempts()).isEqualTo(4);
    assertThat(request.delivery()).isEqualTo(Delivery.AT_MOST_ONCE);
    assertThat(request.preferences().priority()).isEqualTo(Priority.LOW);
    assertThat(request.idempotencyKey()).isEqualTo("k");
    JsonNode body = json(answer);
    assertThat(body.path("status").asString()).isEqualTo("RUNNING");
    assertThat(body.path("items").asInt()).isEqualTo(2);
    assertThat(body.path("queued").asInt()).isEqualTo(1);
    assertThat(body.path("running").asInt()).isEqualTo(1);
  }

  @Test
  void takesWhatIsAskedOfTheWorkers() throws Exception {
    service.answerNext(new Submission.Accepted(batch()));
    String hard = "{\"hard\":[{\"attribute\":\"region\",\"is\":\"EQUALS\",\"value\":\"eu\"}]}";
    PeerId one = JobSamples.peer(1);
    PeerId other = JobSamples.peer(2);
    HttpResponse<String> answer =
        submitLines(
            "?type=echo&policy=FASTEST&worker=%s&worker=%s&requirements=%s"
                .formatted(one, other, URLEncoder.encode(hard, UTF_8)),
            "1");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    Preferences asked = service.requests().getLast().preferences();
    assertThat(asked.policy()).isEqualTo(SelectionPolicy.FASTEST);
    assertThat(asked.workers()).containsExactlyInAnyOrder(one, other);
    assertThat(asked.requirements().hard())
        .containsExactly(new Requirement("region", Comparison.EQUALS, "eu"));
  }

  /** Each would mean something else for a share than for a job. */
  @Test
  void refusesWhatOnlyAJobHas() throws Exception {
    for (String option : List.of("hedged=true", "attemptTimeout=PT5S", "workers=x", "labels=a")) {
      JsonNode problem =
          problem(
              submitLines("?type=echo&" + option, "1\n"),
              400,
              "invalid-request",
              "Invalid request");
      String name = option.replaceAll("=.*", "");
      assertThat(problem.path("errors").get(0).path("parameter").asString()).isEqualTo(name);
      assertThat(problem.path("errors").get(0).path("detail").asString())
          .contains("is not a parameter of a batch", "requirements", "worker");
    }
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void refusesRequirementsAndWorkersThatAreNone() throws Exception {
    for (String requirements : List.of("x", "{", "{}{}", "[", "")) {
      int status =
          submitLines("?type=echo&requirements=" + URLEncoder.encode(requirements, UTF_8), "1\n")
              .statusCode();
      assertThat(status).as(requirements).isEqualTo(400);
    }
    problem(
        submitLines("?type=echo&requirements=" + URLEncoder.encode("{\"a\":1}", UTF_8), "1\n"),
        400,
        "invalid-job",
        "Invalid job");
    problem(submitLines("?type=echo&worker=x", "1\n"), 400, "invalid-request", "Invalid request");
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void takesASmallBatchAsOneDocument() throws Exception {
    service.answerNext(new Submission.Accepted(batch()));
    HttpResponse<String> answer =
        post("/api/v1/batches", "{\"type\":\"echo\",\n\"items\":[{\"a\":\n1}, \"x\",3 ]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(items(service.requests().getLast())).isEqualTo("{\"a\": 1}\n\"x\"\n3\n");
  }

  @Test
  void namesTheLineThatIsNoItem() throws Exception {
    for (String bad : List.of("{\"a\":", "1 2", "")) {
      JsonNode problem =
          problem(
              submitLines("?type=echo", "1\n" + bad + "\n3\n"),
              400,
              "invalid-batch",
              "Invalid batch");
      assertThat(problem.path("detail").asString()).contains("line 2");
      assertThat(problem.path("errors").get(0).path("pointer").asString()).isEqualTo("/items/1");
    }
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void refusesABodyThatTurnsOutTooLargeOnItsWay() throws Exception {
    byte[] body = ("\"" + "x".repeat(1_000) + "\"\n").repeat(BODY_MAX / 1_000).getBytes(UTF_8);
    for (String type : List.of("application/x-ndjson", "application/json")) {
      HttpResponse<String> answer =
          send(
              to("/api/v1/batches?type=echo")
                  .header("Content-Type", type)
                  .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))));
      problem(answer, 413, "content-too-large", "Content too large");
    }
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void namesTheItemThatDoesNotFitTheType() throws Exception {
    service.answerNext(
        new Submission.InvalidPayload(List.of(new PayloadError("/16/url", "is missing"))));
    JsonNode problem =
        problem(submitLines("?type=echo", "1\n"), 400, "invalid-batch", "Invalid batch");
    assertThat(problem.path("detail").asString()).contains("Item 17 (line 17)", "is missing");
  }

  @Test
  void refusesWhatIsNoBatch() throws Exception {
    problem(submitLines("?type=echo", ""), 400, "invalid-batch", "Invalid batch");
    problem(submitLines("?type=echo", "1\n".repeat(10_001)), 400, "invalid-batch", "Invalid batch");
    problem(submitLines("", "1\n"), 400, "invalid-request", "Invalid request");
    problem(submitLines("?type=echo&colour=red", "1\n"), 400, "invalid-request", "Invalid request");
    problem(submitLines("?type=echo&timeout=5", "1\n"), 400, "invalid-request", "Invalid request");
    problem(submitLines("?type=echo&priority=x", "1\n"), 400, "invalid-request", "Invalid request");
    problem(post("/api/v1/batches", "[1]"), 400, "malformed-json", "Malformed JSON");
    problem(
        post("/api/v1/batches", "{\"type\":\"echo\",\"item\":[1]}"),
        400,
        "invalid-batch",
        "Invalid batch");
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void streamsTheLines() throws Exception {
    batches.say(new BatchFigures(2, 0, 2, 0, 2, 1), "{\"item\":1}\n", "{\"item\":2}\n");
    for (String query : List.of("", "?follow=true")) {
      HttpResponse<String> answer = get("/api/v1/batches/" + ID + "/results" + query);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "Content-Type")).startsWith("application/x-ndjson");
      assertThat(answer.body()).isEqualTo("{\"item\":1}\n{\"item\":2}\n");
    }
    problem(
        get("/api/v1/batches/" + ID + "/results?follow=perhaps"),
        400,
        "invalid-request",
        "Invalid request");
  }

  @Test
  void knowsNoOtherBatches() throws Exception {
    problem(get("/api/v1/batches/" + ID), 404, "batch-not-found", "Batch not found");
    problem(get("/api/v1/batches/x"), 404, "batch-not-found", "Batch not found");
    problem(get("/api/v1/batches/x/results"), 404, "batch-not-found", "Batch not found");
    problem(
        post("/api/v1/batches/" + ID + "/cancel", ""), 404, "batch-not-found", "Batch not found");
    assertThat(json(get("/api/v1/batches")).path("items").isEmpty()).isTrue();
  }
}
