package io.grapevine.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startables;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The image as its users run it: one requester and two workers on a network of their own, where
 * they find each other by one name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ContainerIT {
  private static final String IMAGE = System.getProperty("grapevine.test.image", "");
  private static final Duration START_MAX = Duration.ofMinutes(4);
  private static final int HTTP = 8080;
  private static final JsonMapper JSON = new JsonMapper();

  private final Network network = Network.newNetwork();
  private final GenericContainer<?> requester = peer("requester");
  private final List<GenericContainer<?>> workers = List.of(peer("worker"), peer("worker"));
  private final HttpClient http = HttpClient.newHttpClient();

  @SuppressWarnings("resource") // Closed by stopPeers.
  private GenericContainer<?> peer(String role) {
    return new GenericContainer<>(IMAGE.isEmpty() ? "none" : IMAGE)
        .withNetwork(network)
        .withNetworkAliases("peers")
        .withEnv("GRAPEVINE_ROLES", role)
        .withEnv("GRAPEVINE_NETWORK_BOOTSTRAP", "/dns4/peers/tcp/4001")
        .withEnv("GRAPEVINE_NETWORK_MDNS", "false")
        .withExposedPorts(HTTP)
        .waitingFor(
            Wait.forHttp("/actuator/health/readiness").forPort(HTTP).withStartupTimeout(START_MAX));
  }

  @BeforeAll
  void startPeers() {
    assumeFalse(IMAGE.isEmpty(), "no image named: give it with -Dgrapevine.test.image=NAME");
    assumeTrue(DockerClientFactory.instance().isDockerAvailable(), "no Docker engine answers");
    Startables.deepStart(requester, workers.get(0), workers.get(1)).join();
  }

  @AfterAll
  void stopPeers() {
    requester.stop();
    workers.forEach(GenericContainer::stop);
    network.close();
    http.close();
  }

  @Test
  void aWorkerInAnotherContainerDoesTheJob() throws Exception {
    JsonNode job =
        post("/api/v1/jobs", "{\"type\": \"echo\", \"payload\": {\"greeting\": \"hello\"}}");
    assertThat(job.path("status").asString()).as(job.toString()).isEqualTo("SUCCEEDED");
    assertThat(job.at("/worker").asString()).isNotEmpty();
    assertThat(job.at("/worker")).isNotEqualTo(job.at("/requester"));
    assertThat(get("/api/v1/network").path("peerId")).isEqualTo(job.at("/requester"));
  }

  @Test
  void runsWithoutPrivilegesAndWithoutAShellInFront() throws Exception {
    assertThat(run("id", "-u").getStdout().strip()).isEqualTo("10001");
    assertThat(run("cat", "/proc/1/comm").getStdout().strip()).isEqualTo("java");
    assertThat(run("stat", "-c", "%a %U", "/grapevine/data/peer.key").getStdout().strip())
        .isEqualTo("600 grapevine");
  }

  private ExecResult run(String... command) throws IOException, InterruptedException {
    return requester.execInContainer(command);
  }

  private JsonNode post(String path, String body) throws IOException, InterruptedException {
    HttpRequest.Builder request =
        request(path)
            .header("Content-Type", "application/json")
            .header("Prefer", "wait=30")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    return send(request);
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    URI uri =
        URI.create(
            "http://%s:%d%s".formatted(requester.getHost(), requester.getMappedPort(HTTP), path));
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(40));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
