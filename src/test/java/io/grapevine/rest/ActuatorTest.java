package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActuatorTest extends RestTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/health",
        "/actuator/health/liveness",
        "/actuator/health/readiness",
        "/actuator/info",
        "/actuator/metrics",
        "/actuator/prometheus"
      })
  void showsWhatAnOperatorNeeds(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator/env",
        "/actuator/heapdump",
        "/actuator/beans",
        "/actuator/loggers",
        "/actuator/shutdown"
      })
  void keepsTheRestToItself(String path) throws Exception {
    problem(get(path), 404, "not-found", "Not found");
  }

  @Test
  void countsTheNetworkAmongReadinessOnly() throws Exception {
    HttpResponse<String> readiness = get("/actuator/health/readiness");
    HttpResponse<String> liveness = get("/actuator/health/liveness");

    assertThat(readiness.body()).contains("\"network\"", "\"readinessState\"");
    assertThat(liveness.body()).contains("\"livenessState\"").doesNotContain("\"network\"");
  }

  @Test
  void tellsOfTheStoreInItsHealthAndNotInReadiness() throws Exception {
    assertThat(get("/actuator/health").body()).contains("\"store\"");
    assertThat(get("/actuator/health/store").body()).isEqualTo("{\"status\":\"UP\"}");
    assertThat(get("/actuator/health/readiness").body()).doesNotContain("\"store\"");
  }
}
