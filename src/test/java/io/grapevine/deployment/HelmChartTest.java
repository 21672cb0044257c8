package io.grapevine.deployment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * The chart renders, and what it renders fits the image: charts have been published whose binary
 * their image did not have.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HelmChartTest {

  private static final String CONTAINER = "/spec/template/spec/containers/0";

  private Helm helm;

  @BeforeAll
  void findHelm() {
    Optional<Helm> found = Helm.find();
    assumeTrue(found.isPresent(), "no helm on the path: the chart is not rendered");
    helm = found.get();
  }

  static Stream<Path> ciValues() throws IOException {
    try (Stream<Path> files = Files.list(Helm.CHART.resolve("ci"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("ciValues")
  void isCleanAndRendersWith(Path values) {
    Helm.Run lint =
        helm.run("lint", "--strict", Helm.CHART.toString(), "--values", values.toString());
    assertThat(lint.exitCode()).as(lint.output()).isZero();
    List<JsonNode> objects = helm.render("--values", values.toString());
    assertThat(kinds(objects)).contains("StatefulSet", "Service");
  }

  @Test
  void runsTheEntryPointOfTheImage() {
    JsonNode container = one(helm.render(), "StatefulSet").at(CONTAINER);
    assertThat(container.has("command")).isFalse();
    assertThat(container.has("args")).isFalse();
  }

  @Test
  void takesTheVersionOfTheServiceAsTag() throws IOException {
    JsonNode chart = Helm.parse(read(Helm.CHART.resolve("Chart.yaml"))).getFirst();
    String version = first("<artifactId>grapevine</artifactId>\\s*<version>([^<]+)", "pom.xml");
    assertThat(chart.path("appVersion").asString()).isEqualTo(version);
    assertThat(one(helm.render(), "StatefulSet").at(CONTAINER + "/image").asString())
        .isEqualTo("grapevine:" + version);
  }

  @Test
  void servesThePortsThatTheImageExposes() throws IOException {
    List<JsonNode> objects = helm.render();
    List<String> ports =
        one(objects, "StatefulSet")
            .at(CONTAINER + "/ports")
            .valueStream()
            .map(port -> port.path("containerPort").asString())
            .toList();
    assertThat(String.join(" ", ports)).isEqualTo(first("(?m)^EXPOSE (.+)$", "Dockerfile"));
    assertThat(service(objects, "demo-grapevine").at("/spec/ports/0/targetPort").asString())
        .isEqualTo("http");
    assertThat(service(objects, "demo-grapevine-peers").at("/spec/ports/0/targetPort").asString())
        .isEqualTo("libp2p");
  }

  @Test
  void keepsTheKeyOnTheVolumeOfTheImage() throws IOException {
    String volume = first("(?m)^VOLUME (.+)$", "Dockerfile");
    JsonNode peers = one(helm.render(), "StatefulSet");
    assertThat(peers.at("/spec/volumeClaimTemplates/0/metadata/name").asString()).isEqualTo("data");
    assertThat(peers.at(CONTAINER + "/volumeMounts/0/name").asString()).isEqualTo("data");
    assertThat(peers.at(CONTAINER + "/volumeMounts/0/mountPath").asString()).isEqualTo(volume);
    assertThat(environment(peers, "GRAPEVINE_IDENTITY_KEYFILE")).startsWith(volume + "/");
  }

  @Test
  void findsItsPeersThroughAServiceThatKnowsAlsoUnreadyOnes() {
    List<JsonNode> objects = helm.render();
    JsonNode peers = one(objects, "StatefulSet");
    JsonNode headless = service(objects, peers.at("/spec/serviceName").asString());
    assertThat(headless.at("/spec/clusterIP").asString()).isEqualTo("None");
    assertThat(headless.at("/spec/publishNotReadyAddresses").asBoolean()).isTrue();
    assertThat(peers.at("/spec/podManagementPolicy").asString()).isEqualTo("Parallel");
    assertThat(environment(peers, "GRAPEVINE_NETWORK_BOOTSTRAP"))
        .isEqualTo("/dns/demo-grapevine-peers.jobs.svc/tcp/4001");
  }

  @Test
  void asksTheHealthGroupsOfTheService() {
    JsonNode container = one(helm.render(), "StatefulSet").at(CONTAINER);
    assertThat(container.at("/livenessProbe/httpGet/path").asString())
        .isEqualTo("/actuator/health/liveness");
    assertThat(container.at("/startupProbe/httpGet/path").asString())
        .isEqualTo("/actuator/health/liveness");
    assertThat(container.at("/readinessProbe/httpGet/path").asString())
        .isEqualTo("/actuator/health/readiness");
  }

  @Test
  void needsNoPrivilege() throws IOException {
    JsonNode pod = one(helm.render(), "StatefulSet").at("/spec/template/spec");
    assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.at("/securityContext/runAsUser").asString())
        .isEqualTo(first("(?m)^USER (\\d+)", "Dockerfile"));
    JsonNode container = pod.at("/containers/0/securityContext");
    assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.path("allowPrivilegeEscalation").asBoolean()).isFalse();
    assertThat(container.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
    assertThat(pod.path("automountServiceAccountToken").asBoolean()).isFalse();
  }

  @Test
  void addsNothingThatAClusterMayNotHaveUnlessAsked() {
    assertThat(kinds(helm.render()))
        .containsExactlyInAnyOrder(
            "StatefulSet", "Service", "Service", "ServiceAccount", "PodDisruptionBudget", "Pod");
    Path everything = Helm.CHART.resolve("ci").resolve("workers-values.yaml");
    assertThat(kinds(helm.render("--values", everything.toString())))
        .contains("ServiceMonitor", "NetworkPolicy", "ConfigMap");
  }

  @Test
  void letsASinglePeerBeReadyAlone() {
    assertThat(alone("--set", "replicaCount=1")).isEqualTo("true");
    assertThat(alone("--set", "replicaCount=2")).isEqualTo("false");
    assertThat(
            alone("--set", "replicaCount=1", "--set", "peer.bootstrap={/ip4/192.0.2.1/tcp/4001}"))
        .isEqualTo("false");
    assertThat(alone("--set", "peer.alone=true")).isEqualTo("true");
  }

  @Test
  void rollsThePeersWhenTheirConfigurationChanges() {
    String checksum = "/spec/template/metadata/annotations/checksum~1configuration";
    String before = one(helm.render(), "StatefulSet").at(checksum).asString();
    String after =
        one(helm.render("--set", "configuration.grapevine.worker.slots=2"), "StatefulSet")
            .at(checksum)
            .asString();
    assertThat(after).isNotEmpty().isNotEqualTo(before);
  }

  @Test
  void takesTheDatabaseFromValuesAndItsPasswordFromASecret() {
    String values = Helm.CHART.resolve("ci/postgres-values.yaml").toString();
    JsonNode peers = one(helm.render("--values", values), "StatefulSet");
    assertThat(environment(peers, "GRAPEVINE_STORAGE_URL")).startsWith("jdbc:postgresql://");
    JsonNode password =
        peers
            .at(CONTAINER + "/env")
            .valueStream()
            .filter(one -> one.path("name").asString().equals("GRAPEVINE_STORAGE_PASSWORD"))
            .findFirst()
            .orElseThrow();
    assertThat(password.at("/valueFrom/secretKeyRef/name").asString())
        .isEqualTo("grapevine-database");
    assertThat(password.has("value")).isFalse();
    assertThat(one(helm.render(), "StatefulSet").toString()).doesNotContain("GRAPEVINE_STORAGE");
  }

  @Test
  void refusesValuesThatItDoesNotKnow() {
    assertRefused("peer.roles={boss}", "/peer/roles/0");
    assertRefused("peers.slots=3", "peers");
    assertRefused("replicaCount=many", "/replicaCount");
    assertRefused("peer.bootstrap={10.0.0.5:4001}", "/peer/bootstrap/0");
  }

  private void assertRefused(String setting, String where) {
    Helm.Run run = helm.run("template", "demo", Helm.CHART.toString(), "--set", setting);
    assertThat(run.exitCode()).as(run.output()).isNotZero();
    assertThat(run.output()).contains("schema", where);
  }

  private String alone(String... options) {
    return environment(one(helm.render(options), "StatefulSet"), "GRAPEVINE_NETWORK_ALONE");
  }

  private static String environment(JsonNode peers, String name) {
    return peers
        .at(CONTAINER + "/env")
        .valueStream()
        .filter(variable -> variable.path("name").asString().equals(name))
        .map(variable -> variable.path("value").asString())
        .findFirst()
        .orElse("");
  }

  private static JsonNode one(List<JsonNode> objects, String kind) {
    List<JsonNode> found =
        objects.stream().filter(object -> object.path("kind").asString().equals(kind)).toList();
    assertThat(found).as(kind).hasSize(1);
    return found.getFirst();
  }

  private static JsonNode service(List<JsonNode> objects, String name) {
    return objects.stream()
        .filter(object -> object.path("kind").asString().equals("Service"))
        .filter(object -> object.at("/metadata/name").asString().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no service " + name));
  }

  private static List<String> kinds(List<JsonNode> objects) {
    return objects.stream().map(object -> object.path("kind").asString()).toList();
  }

  private static String first(String pattern, String file) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(read(Path.of(file)));
    assertThat(matcher.find()).as("%s in %s", pattern, file).isTrue();
    return matcher.group(1);
  }

  private static String read(Path file) throws IOException {
    return Files.readString(file, UTF_8);
  }
}
