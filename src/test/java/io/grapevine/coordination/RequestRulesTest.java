package io.grapevine.coordination;

import static io.grapevine.coordination.Samples.ECHO;
import static io.grapevine.coordination.Samples.content;
import static io.grapevine.coordination.Samples.job;
import static io.grapevine.coordination.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.job.Comparison;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirement;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestRulesTest {
  private static final CoordinationConfig CONFIG = CoordinationConfig.defaults();
  private final RequestRules rules = new RequestRules(CONFIG);

  @Test
  void fillsInWhatTheClientLeavesOpen() {
    assertThat(rules.check(request("x"))).isEmpty();
    JobSpec spec = rules.spec(request("x"), job(1));
    assertThat(spec.timeout()).isEqualTo(CONFIG.defaultTimeout());
    assertThat(spec.maxAttempts()).isEqualTo(CONFIG.defaultAttempts());
  }

  @Test
  void takesTheLimitsAndRefusesOnePastThem() {
    assertThat(field(with(CONFIG.maxTimeout(), CONFIG.maxAttempts(), Map.of()))).isEmpty();
    assertThat(field(with(CONFIG.maxTimeout().plusNanos(1), 1, Map.of()))).isEqualTo("timeout");
    assertThat(field(with(Duration.ZERO, 1, Map.of()))).isEqualTo("timeout");
    assertThat(field(with(null, 0, Map.of()))).isEqualTo("maxAttempts");
    assertThat(field(with(null, CONFIG.maxAttempts() + 1, Map.of()))).isEqualTo("maxAttempts");
  }

  @Test
  void limitsLabelsInNumberAndLength() {
    assertThat(field(with(null, null, labels(RequestRules.LABELS_MAX)))).isEmpty();
    assertThat(field(with(null, null, labels(RequestRules.LABELS_MAX + 1)))).isEqualTo("labels");
    assertThat(field(with(null, null, Map.of("n".repeat(63), "v".repeat(255))))).isEmpty();
    assertThat(field(with(null, null, Map.of("n".repeat(64), "v")))).isEqualTo("labels");
    assertThat(field(with(null, null, Map.of("n", "v".repeat(256))))).isEqualTo("labels");
    assertThat(field(with(null, null, Map.of("", "v")))).isEqualTo("labels");
  }

  @Test
  void limitsPayloadAndKey() {
    JobRequest big =
        new JobRequest(
            ECHO,
            Content.of("a/b", new byte[CONFIG.payloadSizeMax() + 1]),
            null,
            new TreeMap<>(),
            null,
            Delivery.AT_LEAST_ONCE,
            null);
    assertThat(field(big)).isEqualTo("payload");
    assertThat(field(request("x", "k".repeat(255)))).isEmpty();
    assertThat(field(request("x", "k".repeat(256)))).isEqualTo("Idempotency-Key");
    assertThat(field(request("x", ""))).isEqualTo("Idempotency-Key");
  }

  @Test
  void tellsDifferentRequestsUnderOneKeyApart() {
    assertThat(RequestRules.key(request("x"))).isEmpty();
    assertThat(RequestRules.key(request("x", "k"))).isEqualTo(RequestRules.key(request("x", "k")));
    assertThat(RequestRules.key(request("x", "k")))
        .isNotEqualTo(RequestRules.key(request("y", "k")));
    assertThat(RequestRules.key(keyed(Duration.ofSeconds(1), 1, Map.of())))
        .isNotEqualTo(RequestRules.key(keyed(Duration.ofSeconds(2), 1, Map.of())))
        .isNotEqualTo(RequestRules.key(keyed(Duration.ofSeconds(1), 2, Map.of())))
        .isNotEqualTo(RequestRules.key(keyed(Duration.ofSeconds(1), 1, Map.of("a", "b"))));
  }

  @Test
  void tellsRequestsOfDifferentPreferencesUnderOneKeyApart() {
    Requirement here = new Requirement("region", Comparison.EQUALS, "eu");
    List<Preferences> all =
        List.of(
            Preferences.NONE,
            preferring(new Requirements(List.of(here), List.of()), Set.of()),
            preferring(new Requirements(List.of(), List.of(here)), Set.of()),
            preferring(Requirements.NONE, Set.of(Samples.peer(1))),
            new Preferences(
                Requirements.NONE, SelectionPolicy.FAIR, Priority.NORMAL, null, false, Set.of()),
            new Preferences(Requirements.NONE, null, Priority.HIGH, null, false, Set.of()),
            new Preferences(Requirements.NONE, null, Priority.NORMAL, null, true, Set.of()),
            new Preferences(
                Requirements.NONE, null, Priority.NORMAL, Duration.ofSeconds(1), false, Set.of()));
    assertThat(all.stream().map(one -> RequestRules.key(of(one, "c"))).distinct())
        .hasSize(all.size());
    assertThat(RequestRules.key(of(Preferences.NONE, "c")))
        .as("who asks is no part of what is asked")
        .isEqualTo(RequestRules.key(of(Preferences.NONE, "d")));
  }

  @Test
  void limitsTheTimeOfAnAttemptAndTheNameOfTheClient() {
    Duration most = CONFIG.maxTimeout();
    assertThat(field(of(lasting(most), "c".repeat(128)))).isEmpty();
    assertThat(field(of(lasting(most.plusNanos(1)), "c"))).isEqualTo("attemptTimeout");
    assertThat(field(of(Preferences.NONE, "c".repeat(129)))).isEqualTo("client");
  }

  private static Preferences lasting(Duration attempt) {
    return new Preferences(Requirements.NONE, null, Priority.NORMAL, attempt, false, Set.of());
  }

  private static Preferences preferring(Requirements requirements, Set<PeerId> workers) {
    return new Preferences(requirements, null, Priority.NORMAL, null, false, workers);
  }

  private static JobRequest of(Preferences preferences, String client) {
    return new JobRequest(
        ECHO,
        content("x"),
        null,
        new TreeMap<>(),
        null,
        Delivery.AT_LEAST_ONCE,
        preferences,
        client,
        "k");
  }

  private String field(JobRequest request) {
    return rules.check(request).map(Submission.OutOfRange::field).orElse("");
  }

  private static Map<String, String> labels(int count) {
    return IntStream.range(0, count).boxed().collect(Collectors.toMap(i -> "l" + i, i -> "v"));
  }

  private static JobRequest with(
      @Nullable Duration timeout, @Nullable Integer attempts, Map<String, String> labels) {
    return new JobRequest(
        ECHO, content("x"), timeout, new TreeMap<>(labels), attempts, Delivery.AT_LEAST_ONCE, null);
  }

  private static JobRequest keyed(Duration timeout, int attempts, Map<String, String> labels) {
    return new JobRequest(
        ECHO, content("x"), timeout, new TreeMap<>(labels), attempts, Delivery.AT_LEAST_ONCE, "k");
  }
}
