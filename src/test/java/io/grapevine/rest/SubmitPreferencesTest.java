package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.JournalException;
import io.grapevine.coordination.Submission;
import io.grapevine.job.Comparison;
import io.grapevine.job.Job;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirement;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.testing.JobSamples;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** How a job is to be placed, who asks, and what keeps it from being taken in. */
class SubmitPreferencesTest extends RestTest {
  private static final String ECHO = "{\"type\":\"echo\",\"payload\":1}";
  private static final String WORKER = JobSamples.peer(1).toString();
  private static final String ALL =
      """
      {"type": "echo", "payload": 1,
       "requirements": {
         "hard": [{"attribute": "region", "is": "ONE_OF", "value": "eu,us"},
                  {"value": "4", "is": "AT_LEAST", "attribute": "cpus"}],
         "soft": [{"attribute": "gpu", "is": "EQUALS", "value": "yes"}]},
       "policy": "REQUIREMENTS_FIRST", "priority": "HIGH", "hedged": true,
       "attemptTimeout": "PT10S", "workers": ["%s"]}
      """
          .formatted(WORKER);

  @Test
  void passesEveryPreferenceOn() throws Exception {
    assertThat(submit(ALL).statusCode()).isEqualTo(202);

    Preferences asked = service.requests().getFirst().preferences();
    assertThat(asked.requirements().hard())
        .containsExactly(
            new Requirement("region", Comparison.ONE_OF, "eu,us"),
            new Requirement("cpus", Comparison.AT_LEAST, "4"));
    assertThat(asked.requirements().soft())
        .containsExactly(new Requirement("gpu", Comparison.EQUALS, "yes"));
    assertThat(asked.policy()).isEqualTo(SelectionPolicy.REQUIREMENTS_FIRST);
    assertThat(asked.priority()).isEqualTo(Priority.HIGH);
    assertThat(asked.hedged()).isTrue();
    assertThat(asked.attemptTimeout()).isEqualTo(Duration.ofSeconds(10));
    assertThat(asked.workers()).containsExactly(JobSamples.peer(1));
  }

  @Test
  void prefersNothingWhereNothingIsSaid() throws Exception {
    submit(ECHO);

    assertThat(service.requests().getFirst().preferences()).isEqualTo(Preferences.NONE);
  }

  @Test
  void showsThePreferencesInTheJob() throws Exception {
    JsonNode job = json(submit(ALL));

    assertThat(job.at("/requirements/hard/0").toString())
        .isEqualTo("{\"attribute\":\"region\",\"is\":\"ONE_OF\",\"value\":\"eu,us\"}");
    assertThat(job.path("policy").asString("")).isEqualTo("REQUIREMENTS_FIRST");
    assertThat(job.path("priority").asString("")).isEqualTo("HIGH");
    assertThat(job.path("hedged").asBoolean(false)).isTrue();
    assertThat(job.path("attemptTimeout").asString("")).isEqualTo("PT10S");
    assertThat(job.at("/workers/0").asString("")).isEqualTo(WORKER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "priority":"URGENT"                                               | /priority
          "priority":1                                                      | /priority
          "policy":"least_loaded"                                           | /policy
          "policy":null                                                     | /policy
          "hedged":"true"                                                   | /hedged
          "hedged":{"a":[]}                                                 | /hedged
          "hedged":true,"delivery":"AT_MOST_ONCE"                           | /hedged
          "attemptTimeout":"10s"                                            | /attemptTimeout
          "attemptTimeout":"PT0S"                                           | /attemptTimeout
          "workers":"12D3"                                                  | /workers
          "workers":[]                                                      | /workers
          "workers":["nobody"]                                              | /workers/0
          "workers":[[1]]                                                   | /workers/0
          "requirements":[]                                                 | /requirements
          "requirements":{"firm":[{"deep":[1]}]}                            | /requirements/firm
          "requirements":{"hard":{}}                                        | /requirements/hard
          "requirements":{"hard":["x"]}                                     | /requirements/hard/0
          "requirements":{"hard":[{"attribute":"a","is":"EQUALS"}]}         | /requirements/hard/0
          "requirements":{"hard":[{"attribute":"a","is":"IS","value":"x"}]} | /requirements/hard/0/is
          "requirements":{"soft":[{"attribute":"a","is":"EQUALS","value":4}]} | /requirements/soft/0/value
          "requirements":{"soft":[{"attribute":"a","is":"AT_LEAST","value":"x"}]} | /requirements/soft/0
          "requirements":{"soft":[{"attribute":"","is":"EQUALS","value":"x"}]} | /requirements/soft/0
          "requirements":{"soft":[{"attribute":"a","is":"EQUALS","value":"x","or":{}}]} | /requirements/soft/0/or
          """)
  void namesThePreferenceThatIsWrong(String member, String pointer) throws Exception {
    JsonNode problem =
        problem(
            submit("{\"type\":\"echo\",\"payload\":1,%s}".formatted(member)),
            400,
            "invalid-job",
            "Invalid job");

    assertThat(problem.path("errors")).as(problem.toString()).hasSize(1);
    assertThat(problem.at("/errors/0/pointer").asString("")).isEqualTo(pointer);
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void boundsTheRequirementsAndTheWorkers() throws Exception {
    String one = "{\"attribute\":\"a\",\"is\":\"EQUALS\",\"value\":\"x\"}";
    String form = "{\"type\":\"echo\",\"payload\":1,\"requirements\":{\"hard\":[%s]}}";
    String most = String.join(",", java.util.Collections.nCopies(16, one));
    assertThat(submit(form.formatted(most)).statusCode()).isEqualTo(202);
    problem(submit(form.formatted(most + "," + one)), 400, "invalid-job", "Invalid job");

    String workers = String.join("\",\"", java.util.Collections.nCopies(65, WORKER));
    JsonNode problem =
        problem(
            submit("{\"type\":\"echo\",\"payload\":1,\"workers\":[\"" + workers + "\"]}"),
            400,
            "invalid-job",
            "Invalid job");
    assertThat(problem.at("/errors/0/pointer").asString("")).isEqualTo("/workers");
  }

  @Test
  void tellsClientsApartByTheirHeaderElseByTheirAddress() throws Exception {
    submit(ECHO, "X-Client-Id", "billing");
    submit(ECHO);

    assertThat(service.requests().getFirst().client()).isEqualTo("billing");
    assertThat(service.requests().getLast().client()).matches("127\\.0\\.0\\.1|[0:]+1|\\[?::1]?");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 129})
  void refusesNamesOfClientsThatAreEmptyOrTooLong(int length) throws Exception {
    JsonNode problem =
        problem(
            submit(ECHO, "X-Client-Id", "c".repeat(length)),
            400,
            "invalid-request",
            "Invalid request");
    assertThat(problem.at("/errors/0/header").asString("")).isEqualTo("X-Client-Id");
    assertThat(service.requests()).isEmpty();
  }

  @Test
  void saysWhenToComeBackIfTheClientHasHadItsShare() throws Exception {
    service.answerNext(new Submission.OverQuota("Too many.", Duration.ofMillis(100)));

    HttpResponse<String> response = submit(ECHO);

    JsonNode problem = problem(response, 429, "quota-exceeded", "Quota exceeded");
    assertThat(problem.path("detail").asString("")).isEqualTo("Too many.");
    assertThat(header(response, "Retry-After")).isEqualTo("1");
  }

  @Test
  void saysThatAJobCouldNotBeKept() throws Exception {
    service.answerNext(new Submission.StorageUnavailable(Duration.ofSeconds(3)));

    HttpResponse<String> response = submit(ECHO);

    problem(response, 503, "storage-unavailable", "Storage is unavailable");
    assertThat(header(response, "Retry-After")).isEqualTo("3");
  }

  @Test
  void saysThatJobsCannotBeRead() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    service.failWith(new JournalException("disk of io.grapevine is full"));

    HttpResponse<String> response = get("/api/v1/jobs/" + job.id());

    problem(response, 503, "storage-unavailable", "Storage is unavailable");
    assertThat(header(response, "Retry-After")).isEqualTo("5");
    problem(get("/api/v1/jobs"), 503, "storage-unavailable", "Storage is unavailable");
    problem(
        get("/api/v1/jobs/" + job.id() + "/events"),
        503,
        "storage-unavailable",
        "Storage is unavailable");
  }

  @Test
  void tellsOfAnAcceptedJobEvenIfItCannotBeReadAfterwards() throws Exception {
    service.failAfterSubmission(new JournalException("the database is gone"));

    HttpResponse<String> response = submit(ECHO, "Prefer", "wait=1");

    assertThat(response.statusCode()).isEqualTo(202);
    assertThat(json(response).path("status").asString("")).isEqualTo("QUEUED");
  }
}
