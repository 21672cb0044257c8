package io.grapevine.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.grapevine.job.Job;
import io.grapevine.rest.problem.ProblemType;
import io.grapevine.testing.JobStories;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class OpenApiContractTest extends RestTest {
  private static final Path COMMITTED = Path.of("openapi", "grapevine.yaml");
  private static final String ADDRESS = "urn:grapevine:contract";

  @Test
  void isCommittedAsItIsServed() throws Exception {
    HttpResponse<String> response = get("/v3/api-docs.yaml");
    assertThat(response.statusCode()).isEqualTo(200);
    if (Boolean.getBoolean("openapi.renew")) {
      Files.createDirectories(COMMITTED.getParent());
      Files.writeString(COMMITTED, response.body(), UTF_8);
    }

    assertThat(response.body())
        .as(
            "%s differs from what the controllers say; if the difference is intended, renew it"
                + " with: ./mvnw test -Dtest=OpenApiContractTest -Dopenapi.renew=true",
            COMMITTED)
        .isEqualTo(Files.exists(COMMITTED) ? Files.readString(COMMITTED, UTF_8) : "");
  }

  @Test
  void namesEveryCallThatUsersRelyOn() throws Exception {
    JsonNode paths = contract().path("paths");

    assertThat(new TreeSet<>(paths.propertyNames()))
        .containsExactly(
            "/api/v1/batches",
            "/api/v1/batches/{id}",
            "/api/v1/batches/{id}/cancel",
            "/api/v1/batches/{id}/results",
            "/api/v1/jobs",
            "/api/v1/jobs/{id}",
            "/api/v1/jobs/{id}/cancel",
            "/api/v1/jobs/{id}/events",
            "/api/v1/jobs/{id}/result",
            "/api/v1/network",
            "/api/v1/outcomes",
            "/api/v1/outcomes/totals",
            "/api/v1/outcomes/verification",
            "/api/v1/work-types",
            "/api/v1/workers",
            "/problems",
            "/problems/{name}");
  }

  @Test
  void givesEachOperationANameAndItsProblems() throws Exception {
    List<String> names = new ArrayList<>();
    contract()
        .path("paths")
        .forEach(
            path ->
                path.forEach(
                    operation -> {
                      names.add(operation.path("operationId").asString(""));
                      assertThat(operation.path("summary").asString("")).isNotBlank();
                      assertThat(operation.path("tags")).hasSize(1);
                      assertThat(
                              operation
                                  .path("responses")
                                  .path("500")
                                  .path("content")
                                  .propertyNames())
                          .containsExactly("application/problem+json");
                    }));

    assertThat(names).doesNotHaveDuplicates().doesNotContain("").hasSize(19);
  }

  @Test
  void hasAnExampleOfEveryProblem() throws Exception {
    JsonNode examples = contract().at("/components/examples");

    assertThat(examples).hasSize(ProblemType.values().length);
    examples.forEach(example -> assertValid("Problem", example.path("value").toString()));
  }

  @Test
  void hasExamplesOfJobsThatAreValidAndAccepted() throws Exception {
    JsonNode examples =
        contract().at("/paths/~1api~1v1~1jobs/post/requestBody/content/application~1json/examples");

    assertThat(examples.propertyNames())
        .containsExactlyInAnyOrder("echo", "echo-slow", "echo-choosy", "web-scrape", "http");
    for (JsonNode example : examples) {
      String body = example.path("value").toString();
      assertValid("JobSubmission", body);
      HttpResponse<String> response = submit(body);
      assertThat(response.statusCode()).as(body).isEqualTo(202);
      assertValid("Job", response.body());
    }
  }

  @Test
  void refusesByItsSchemaWhatTheServiceRefuses() throws Exception {
    assertThat(errors("JobSubmission", "{\"type\":\"echo\",\"payload\":1}")).isEmpty();
    assertThat(errors("JobSubmission", "{\"type\":\"echo\"}")).isNotEmpty();
    assertThat(errors("JobSubmission", "{\"type\":\"echo\",\"payload\":1,\"x\":1}")).isNotEmpty();
  }

  @Test
  void describesTheAnswersThatAreGiven() throws Exception {
    Job done = service.given("echo", "1", Map.of("a", "b"));
    JobStories.start(service, done);
    JobStories.failOver(service, done);
    JobStories.deliver(service, done, 2, "application/json", "{\"n\":1}");
    Job refused = service.given("echo", "1", Map.of());
    JobStories.fail(service, refused);

    assertValid("Job", get("/api/v1/jobs/" + done.id()).body());
    assertValid("Job", get("/api/v1/jobs/" + refused.id()).body());
    assertValid("JobPage", get("/api/v1/jobs").body());
    assertValid("EventPage", get("/api/v1/jobs/" + done.id() + "/events").body());
    assertValid("EventPage", get("/api/v1/jobs/" + refused.id() + "/events").body());
    assertValid("WorkTypePage", get("/api/v1/work-types").body());
    assertValid("WorkerPage", get("/api/v1/workers").body());
    assertValid("OutcomePage", get("/api/v1/outcomes").body());
    assertValid("Network", get("/api/v1/network").body());
    assertValid("ProblemKindPage", get("/problems").body());
    assertValid("Problem", submit("{\"x\":1}").body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"/swagger-ui.html", "/swagger-ui/index.html"})
  void showsSwaggerUi(String path) throws Exception {
    HttpResponse<String> response = get(path);
    if (response.statusCode() == 302) {
      response = get(header(response, "Location"));
    }

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("swagger-ui");
  }

  private JsonNode contract() throws Exception {
    return json(get("/v3/api-docs"));
  }

  private void assertValid(String schema, String json) {
    assertThat(errors(schema, json)).as(json).isEmpty();
  }

  private List<String> errors(String schema, String json) {
    try {
      Map<String, String> contract = Map.of(ADDRESS, contract().toString());
      return SchemaRegistry.withDefaultDialect(
              SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(contract))
          .getSchema(SchemaLocation.of(ADDRESS + "#/components/schemas/" + schema))
          .validate(json, InputFormat.JSON)
          .stream()
          .map(Object::toString)
          .toList();
    } catch (Exception unreadable) {
      throw new AssertionError("cannot read the contract", unreadable);
    }
  }
}
