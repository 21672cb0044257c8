package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Job;
import io.grapevine.job.JobEvent;
import io.grapevine.job.Progress;
import io.grapevine.rest.model.ResultView;
import io.grapevine.testing.FakeCoordinationService.Peers;
import io.grapevine.testing.JobStories;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class GetJobTest extends RestTest {

  @Test
  void hasEveryMemberFromTheStart() throws Exception {
    Job job = service.given("echo", "1", Map.of("a", "b"));

    JsonNode body = json(get("/api/v1/jobs/" + job.id()));

    assertThat(body.propertyNames())
        .containsExactly(
            "id",
            "type",
            "status",
            "labels",
            "submittedAt",
            "finishedAt",
            "requester",
            "worker",
            "timeout",
            "maxAttempts",
            "delivery",
            "requirements",
            "policy",
            "priority",
            "hedged",
            "attemptTimeout",
            "workers",
            "queuedFor",
            "rounds",
            "progress",
            "attempts",
            "bids",
            "refusals",
            "failure",
            "result");
    assertThat(body.path("submittedAt").asString("")).isEqualTo("2023-11-14T22:13:21Z");
    assertThat(body.path("timeout").asString("")).isEqualTo("PT1M");
    assertThat(body.path("finishedAt").isNull()).isTrue();
    assertThat(body.path("labels").toString()).isEqualTo("{\"a\":\"b\"}");
    assertThat(body.path("requester").asString("")).isEqualTo(Peers.SELF.toString());
  }

  @Test
  void showsBidsWithScoreAndVerdictWhileItRuns() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);

    JsonNode body = json(get("/api/v1/jobs/" + job.id()));

    assertThat(body.path("status").asString("")).isEqualTo("RUNNING");
    assertThat(body.path("worker").asString("")).isEqualTo(Peers.numbered(1).toString());
    assertThat(body.at("/bids/0/verdict").asString("")).isEqualTo("CHOSEN");
    assertThat(body.at("/bids/0/score").asDouble(-1)).isEqualTo(0);
    assertThat(body.at("/bids/1/verdict").asString("")).isEqualTo("FALLBACK");
    assertThat(body.at("/bids/1/score").asDouble(-1)).isEqualTo(0.25);
    assertThat(body.at("/bids/1/worker").asString("")).isEqualTo(Peers.numbered(2).toString());
    assertThat(body.at("/bids/1/load/slots").asInt(0)).isEqualTo(4);
    assertThat(body.at("/refusals/0/reason").asString("")).isEqualTo("BUSY");
    assertThat(body.at("/attempts/0/startedAt").asString("")).isEqualTo("2026-03-01T12:00:00Z");
    assertThat(body.at("/attempts/0/end").isNull()).isTrue();
  }

  @Test
  void showsHowLongItWaitedAndHowFarItIs() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    assertThat(json(get("/api/v1/jobs/" + job.id())).path("queuedFor").isNull()).isTrue();
    service.happens(
        new JobEvent.OfferAnnounced(job.id(), job.submittedAt().plusMillis(1500), 1, 3));
    JobStories.start(service, job);
    AttemptId attempt = new AttemptId(job.id(), 1);
    service.happens(
        new JobEvent.ProgressReported(
            job.id(), JobStories.NOW, attempt, new Progress(40, "page 2 of 5")));

    JsonNode body = json(get("/api/v1/jobs/" + job.id()));

    assertThat(body.path("queuedFor").asString("")).isEqualTo("PT1.5S");
    assertThat(body.path("progress").toString())
        .isEqualTo("{\"percent\":40,\"message\":\"page 2 of 5\",\"at\":\"2026-03-01T12:00:00Z\"}");
    assertThat(body.at("/attempts/0/progress")).isEqualTo(body.path("progress"));
    JobStories.failOver(service, job);
    body = json(get("/api/v1/jobs/" + job.id()));
    assertThat(body.path("progress").isNull()).isTrue();
    assertThat(body.at("/attempts/0/progress/percent").asInt(0)).isEqualTo(40);
    assertThat(body.at("/attempts/1/progress").isNull()).isTrue();
  }

  @Test
  void showsWhoHasTheJobAfterItWasResumed() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    service.happens(new JobEvent.Resumed(job.id(), JobStories.NOW, Peers.numbered(9)));

    assertThat(json(get("/api/v1/jobs/" + job.id())).path("requester").asString(""))
        .isEqualTo(Peers.numbered(9).toString());
    assertThat(json(get("/api/v1/jobs/" + job.id() + "/events")).at("/items/1").toString())
        .isEqualTo(
            "{\"sequence\":2,\"kind\":\"RESUMED\",\"at\":\"2026-03-01T12:00:00Z\","
                + "\"requester\":\"%s\"}".formatted(Peers.numbered(9)));
  }

  @Test
  void showsWhyAnAttemptEndedAfterFailOver() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.start(service, job);
    JobStories.failOver(service, job);
    JobStories.deliver(service, job, 2, "application/json", "{\"n\":1.10}");

    JsonNode body = json(get("/api/v1/jobs/" + job.id()));

    assertThat(body.path("attempts")).hasSize(2);
    assertThat(body.at("/attempts/0/end").asString("")).isEqualTo("CONNECTION_LOST");
    assertThat(body.at("/attempts/0/detail").asString("")).isEqualTo("connection reset");
    assertThat(body.at("/attempts/1/end").asString("")).isEqualTo("SUCCEEDED");
    assertThat(body.at("/bids/0/verdict").asString("")).isEqualTo("FAILED");
    assertThat(body.at("/bids/1/verdict").asString("")).isEqualTo("CHOSEN");
    assertThat(body.path("worker").asString("")).isEqualTo(Peers.numbered(2).toString());
  }

  @Test
  void showsTheResultAsTheWorkerWroteIt() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", "{ \"n\": 1.10, \"a\": [1e5] }");

    String body = get("/api/v1/jobs/" + job.id()).body();

    assertThat(body).contains("\"json\":{ \"n\": 1.10, \"a\": [1e5] }");
    JsonNode result = JSON.readTree(body).path("result");
    assertThat(result.path("mediaType").asString("")).isEqualTo("application/json");
    assertThat(result.path("size").asInt(0)).isEqualTo(25);
    assertThat(result.path("digest").asString("")).hasSize(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"n\":", "1,\"status\":\"FAILED\"", "", "{} {}", "\u0000"})
  void leavesOutWhatAWorkerWronglyCallsJson(String result) throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", result);

    JsonNode body = json(get("/api/v1/jobs/" + job.id()));

    assertThat(body.path("status").asString("")).isEqualTo("SUCCEEDED");
    assertThat(body.path("result").path("json").isNull()).isTrue();
  }

  @Test
  void showsJsonUpToALimit() throws Exception {
    Job small = service.given("echo", "1", Map.of());
    JobStories.succeed(service, small, "text/x+json", quoted(ResultView.JSON_SIZE_MAX));
    Job large = service.given("echo", "1", Map.of());
    JobStories.succeed(service, large, "text/x+json", quoted(ResultView.JSON_SIZE_MAX + 1));

    assertThat(json(get("/api/v1/jobs/" + small.id())).at("/result/json").asString(""))
        .isNotEmpty();
    assertThat(json(get("/api/v1/jobs/" + large.id())).at("/result/json").isNull()).isTrue();
  }

  private static String quoted(int size) {
    return "\"" + "x".repeat(size - 2) + "\"";
  }

  @Test
  void showsWhyNobodyCame() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.fail(service, job);

    JsonNode body = json(get("/api/v1/jobs/" + job.id()));

    assertThat(body.path("status").asString("")).isEqualTo("REFUSED");
    assertThat(body.path("failure").toString())
        .isEqualTo("{\"code\":\"NO_WORKERS\",\"detail\":\"start a worker\",\"retryable\":true}");
    assertThat(body.path("result").isNull()).isTrue();
  }

  @Test
  void saysWhyAJobMayBeUnknown() throws Exception {
    String id = "00000000-0000-7000-8000-000000000000";

    JsonNode body = problem(get("/api/v1/jobs/" + id), 404, "job-not-found", "Job not found");
    assertThat(body.path("detail").asString(""))
        .contains(id, "Another peer took it in", "longer ago than jobs are kept");
  }

  @ParameterizedTest
  @ValueSource(strings = {"00000000-0000-7000-8000-000000000000", "nonsense", "1", "%20"})
  void doesNotKnowJobsThatWereNeverSubmitted(String id) throws Exception {
    problem(get("/api/v1/jobs/" + id), 404, "job-not-found", "Job not found");
    problem(get("/api/v1/jobs/" + id + "/result"), 404, "job-not-found", "Job not found");
    problem(get("/api/v1/jobs/" + id + "/events"), 404, "job-not-found", "Job not found");
    problem(post("/api/v1/jobs/" + id + "/cancel", ""), 404, "job-not-found", "Job not found");
  }

  @Test
  void callsAJobOff() throws Exception {
    Job job = service.given("echo", "1", Map.of());

    var response = send(to("/api/v1/jobs/" + job.id() + "/cancel").POST(BodyPublishers.noBody()));

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("id").asString("")).isEqualTo(job.id().toString());
  }

  @Test
  void doesNotCallOffWhatIsOver() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.fail(service, job);

    JsonNode problem =
        problem(
            post("/api/v1/jobs/" + job.id() + "/cancel", "{}"),
            409,
            "job-finished",
            "Job is finished");
    assertThat(problem.path("detail").asString("")).contains("REFUSED");
  }
}
