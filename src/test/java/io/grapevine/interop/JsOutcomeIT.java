package io.grapevine.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.network.Topics;
import io.grapevine.network.wire.Outcome;
import io.grapevine.network.wire.OutcomeStatus;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A js-libp2p peer joins a running network and hears how a job ended, as any peer does. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "grapevine.identity.key-file=target/js-outcome-it/peer.key",
      "grapevine.storage.url=memory"
    })
@ActiveProfiles("local")
@DirtiesContext
class JsOutcomeIT {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final JsonMapper JSON = new JsonMapper();

  @LocalServerPort private int port;

  @Test
  void jsHearsTheSignedOutcomeOfARealJob() throws Exception {
    Optional<String> missing = PeerKind.JS.missing();
    assumeTrue(missing.isEmpty(), missing::orElseThrow);
    try (PeerProcess js = PeerProcess.start(PeerKind.JS, Map.of());
        HttpClient http = HttpClient.newHttpClient()) {
      JsonNode network = send(http, request("/api/v1/network"));
      String requester = network.path("peerId").asString();
      js.command("dial", Map.of("address", network.at("/addresses/0").asString()));
      js.command("subscribe", Map.of("topic", Topics.OUTCOMES));
      await()
          .atMost(LIMIT)
          .until(
              () ->
                  js.command("mesh", Map.of("topic", Topics.OUTCOMES))
                      .path("mesh")
                      .valueStream()
                      .anyMatch(peer -> peer.asString().equals(requester)));

      JsonNode job = send(http, echoJob());
      assertThat(job.path("status").asString()).as(job.toString()).isEqualTo("SUCCEEDED");
      JsonNode heard =
          js.awaitEvent("message", Map.of("topic", Topics.OUTCOMES, "author", requester), LIMIT);
      Outcome outcome = open(heard, requester);
      ByteBuffer id = outcome.getJobId().asReadOnlyByteBuffer();
      assertThat(new UUID(id.getLong(), id.getLong())).hasToString(job.path("id").asString());
      assertThat(outcome.getStatus()).isEqualTo(OutcomeStatus.OUTCOME_STATUS_SUCCEEDED);
    }
  }

  /** The gossip is signed, and the outcome in it once more, by the requester. */
  private static Outcome open(JsonNode message, String requester) throws IOException {
    assertThat(message.path("signed").asBoolean()).isTrue();
    byte[] payload = Base64.getDecoder().decode(message.path("payload").asString());
    SignedEnvelope envelope = SignedEnvelope.open(payload, "grapevine-outcome");
    assertThat(envelope.peerId()).hasToString(requester);
    return Outcome.parseFrom(envelope.payload());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(LIMIT);
  }

  private HttpRequest.Builder echoJob() {
    return request("/api/v1/jobs")
        .header("Content-Type", "application/json")
        .header("Prefer", "wait=15")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "{\"type\": \"echo\", \"payload\": {\"greeting\": \"hello\"}}"));
  }

  private static JsonNode send(HttpClient http, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }
}
