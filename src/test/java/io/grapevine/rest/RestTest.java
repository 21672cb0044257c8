package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.testing.FakeCoordinationService;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Starts the controllers on a real server, since half of the errors never reach a controller. All
 * tests share one context.
 */
@SpringBootTest(
    classes = RestTest.Slice.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "grapevine.rest.body-max=" + RestTest.BODY_MAX + "B",
      "grapevine.rest.bodies-max=" + RestTest.BODIES_MAX + "B",
      "grapevine.rest.wait-max=3s",
      "grapevine.rest.event-streams-max=2",
      "grapevine.rest.event-stream-heartbeat=50ms"
    })
abstract class RestTest {
  static final int BODY_MAX = 200_000;
  static final int BODIES_MAX = 2_000_000;
  static final JsonMapper JSON = JsonMapper.builder().build();
  static final HttpClient CLIENT = HttpClient.newHttpClient();

  @Autowired FakeCoordinationService service;
  @LocalServerPort int port;

  @BeforeEach
  void forgetEverything() {
    service.reset();
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
        .timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = to(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> post(String path, String json, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        to(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> submit(String json, String... headers)
      throws IOException, InterruptedException {
    return post("/api/v1/jobs", json, headers);
  }

  static JsonNode json(HttpResponse<String> response) {
    assertThat(header(response, "Content-Type")).isEqualTo("application/json");
    return JSON.readTree(response.body());
  }

  static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Checks everything that all problems have in common and gives the body for the rest. */
  static JsonNode problem(HttpResponse<String> response, int status, String slug, String title) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
    JsonNode body = JSON.readTree(response.body());
    assertThat(body.path("type").asString("")).isEqualTo("/problems/" + slug);
    assertThat(body.path("title").asString("")).isEqualTo(title);
    assertThat(body.path("status").asInt(0)).isEqualTo(status);
    assertThat(body.path("detail").asString("")).isNotBlank();
    assertThat(response.body()).doesNotContain("Exception", "io.grapevine", "springframework");
    return body;
  }

  /** Not a configuration class, so that scanning tests for components does not find it. */
  @EnableAutoConfiguration
  @ComponentScan(basePackageClasses = RestProperties.class)
  static class Slice {
    @Bean
    FakeCoordinationService coordinationService() {
      return new FakeCoordinationService();
    }

    @Bean
    FakeBatchService batchService() {
      return new FakeBatchService();
    }

    @Bean
    HealthIndicator networkHealthIndicator() {
      return () -> Health.up().build();
    }

    @Bean
    HealthIndicator storeHealthIndicator() {
      return () -> Health.up().build();
    }
  }
}
