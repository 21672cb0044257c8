package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Job;
import io.grapevine.testing.FakeCoordinationService.Peers;
import io.grapevine.testing.JobStories;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class ListJobsTest extends RestTest {

  @Test
  void isEmptyAtFirst() throws Exception {
    assertThat(get("/api/v1/jobs").body()).isEqualTo("{\"items\":[],\"nextCursor\":null}");
  }

  @Test
  void leafsThroughAllJobsTheNewestFirst() throws Exception {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      expected.addFirst(service.given("echo", "1", Map.of()).id().toString());
    }

    List<String> seen = new ArrayList<>();
    String query = "?limit=3";
    int pages = 0;
    while (!query.isEmpty()) {
      JsonNode page = json(get("/api/v1/jobs" + query));
      page.path("items").forEach(job -> seen.add(job.path("id").asString("")));
      JsonNode next = page.path("nextCursor");
      query = next.isNull() ? "" : "?limit=3&cursor=" + next.asString("");
      pages++;
    }

    assertThat(seen).isEqualTo(expected);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void filtersByEachCondition() throws Exception {
    Job first = service.given("echo", "1", Map.of("team", "a,b", "x", "1"));
    Job second = service.given("web-scrape", "1", Map.of("team", "c=d"));
    JobStories.succeed(service, second, "application/json", "{}");

    assertThat(found("?status=QUEUED")).containsExactly(first.id().toString());
    assertThat(found("?status=SUCCEEDED")).containsExactly(second.id().toString());
    assertThat(found("?type=web-scrape")).containsExactly(second.id().toString());
    assertThat(found("?label=" + encoded("team=a,b") + "&label=x%3D1"))
        .containsExactly(first.id().toString());
    assertThat(found("?label=" + encoded("team=c=d"))).containsExactly(second.id().toString());
    assertThat(found("?label=x=1&label=team=a")).isEmpty();
    assertThat(found("?batch=" + first.id())).isEmpty();
    assertThat(found("?worker=" + Peers.numbered(1))).containsExactly(second.id().toString());
    assertThat(found("?submittedAfter=2023-11-14T22:13:21Z"))
        .containsExactly(second.id().toString());
    assertThat(found("?submittedBefore=" + encoded("2023-11-14T23:13:22+01:00")))
        .containsExactly(first.id().toString());
  }

  @Test
  void summarisesResultsWithoutLoadingThem() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    JobStories.succeed(service, job, "application/json", "{\"a\":1}");

    JsonNode result = json(get("/api/v1/jobs")).at("/items/0/result");

    assertThat(result.path("size").asInt(0)).isEqualTo(7);
    assertThat(result.path("digest").asString("")).hasSize(64);
    assertThat(result.path("json").isNull()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "status=running, status",
    "status=, status",
    "type=A_B, type",
    "worker=nobody, worker",
    "submittedAfter=yesterday, submittedAfter",
    "submittedBefore=2026-01-01, submittedBefore",
    "batch=1, batch",
    "limit=0, limit",
    "limit=1001, limit",
    "limit=-1, limit",
    "limit=ten, limit",
    "limit=99999999999, limit",
    "cursor=, cursor",
    "cursor=abc, cursor",
    "cursor=!!!!, cursor",
    "cursor=bzE, cursor",
    "label=team, label",
    "label=%3Dx, label",
    "label=a%3D1&label=a%3D2, label"
  })
  void namesTheParameterThatIsWrong(String query, String parameter) throws Exception {
    JsonNode problem =
        problem(get("/api/v1/jobs?" + query), 400, "invalid-request", "Invalid request");

    assertThat(problem.at("/errors/0/parameter").asString("")).isEqualTo(parameter);
    assertThat(problem.at("/errors/0/detail").asString("")).isNotBlank();
    assertThat(problem.path("detail").asString(""))
        .isEqualTo(
            "Parameter %s %s."
                .formatted(
                    problem.at("/errors/0/parameter").asString(""),
                    problem.at("/errors/0/detail").asString("")));
  }

  private List<String> found(String query) throws IOException, InterruptedException {
    List<String> ids = new ArrayList<>();
    json(get("/api/v1/jobs" + query))
        .path("items")
        .forEach(job -> ids.add(job.path("id").asString("")));
    return ids;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
