package io.grapevine.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.OutcomeQuery;
import io.grapevine.job.Bytes;
import io.grapevine.job.Digest;
import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.PubSubObserver;
import io.grapevine.libp2p.pubsub.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole path as a client sees it: four peers over TCP, and HTTP in front of one of them. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ActiveProfiles("local")
@DirtiesContext
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NetworkIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String PAGE =
      "<html lang=en><head><title>Vines</title><meta name=description content='On growing vines.'>"
          + "</head><body><h1>Grapes</h1><p>They grow on vines.</p><a href=/more>more</a></body>";
  private static final HttpServer WEB = web();

  private final HttpClient http = HttpClient.newHttpClient();
  private final JsonMapper json = JsonMapper.shared();

  @LocalServerPort private int port;
  @Autowired private Peer requester;
  @Autowired private LocalNetwork network;

  @DynamicPropertySource
  static void endpoints(DynamicPropertyRegistry registry) {
    registry.add("grapevine.http.url", () -> webAddress() + "/double");
    registry.add("grapevine.identity.key-file", () -> "target/network-it/peer.key");
    registry.add("grapevine.storage.url", () -> "jdbc:sqlite:target/network-it/grapevine.db");
  }

  @AfterAll
  void stopTheWeb() {
    WEB.stop(0);
    http.close();
  }

  @Test
  void echoComesBackUnchanged() {
    JsonNode job =
        submit("{\"type\":\"echo\",\"payload\":{\"pi\":3.14159265358979323846,\"z\":1,\"a\":2}}");

    assertThat(job.path("status").asString()).isEqualTo("SUCCEEDED");
    assertThat(get("/api/v1/jobs/" + id(job) + "/result").body())
        .isEqualTo("{\"pi\":3.14159265358979323846,\"z\":1,\"a\":2}");
    assertThat(job.path("worker").asString()).isIn(workerIds());
  }

  @Test
  void whatHappensIsSeenInTheMeters() {
    submit("{\"type\":\"echo\",\"payload\":1}");

    String meters = get("/actuator/prometheus").body();
    assertThat(meters)
        .contains(
            "grapevine_jobs_finished_total{kind=\"single\",outcome=\"succeeded\",type=\"echo\"}",
            "grapevine_batches_active 0.0",
            "grapevine_outcomes_kept ",
            "grapevine_store_commits_seconds_sum ",
            "grapevine_store_writes_waiting ");
    assertThat(meters.lines().filter(line -> line.startsWith("grapevine_store_writes_total ")))
        .singleElement()
        .isNotEqualTo("grapevine_store_writes_total 0.0");
  }

  @Test
  void webScrapeReadsARealPage() {
    JsonNode job =
        submit(
            "{\"type\":\"web-scrape\",\"payload\":{\"url\":\"%s/page\"}}".formatted(webAddress()));

    assertThat(job.path("status").asString()).isEqualTo("SUCCEEDED");
    JsonNode page = json.readTree(get("/api/v1/jobs/" + id(job) + "/result").body());
    assertThat(page.path("title").asString()).isEqualTo("Vines");
    assertThat(page.path("language").asString()).isEqualTo("en");
    assertThat(page.path("description").asString()).isEqualTo("On growing vines.");
    assertThat(page.path("statusCode").asInt()).isEqualTo(200);
    assertThat(page.path("text").asString()).contains("They grow on vines.");
    assertThat(page.path("links").get(0).asString()).isEqualTo(webAddress() + "/more");
  }

  @Test
  void aTargetThatCannotBeFetchedIsNotTriedOnEveryWorker() {
    JsonNode job = submit("{\"type\":\"web-scrape\",\"payload\":{\"url\":\"http://10.1.2.3/\"}}");

    assertThat(job.path("status").asString()).isEqualTo("FAILED");
    assertThat(job.path("attempts")).hasSize(1);
  }

  @Test
  void anEndpointInAnotherLanguageDoesTheWork() {
    JsonNode job = submit("{\"type\":\"http\",\"payload\":{\"n\":21}}");

    assertThat(job.path("status").asString()).isEqualTo("SUCCEEDED");
    assertThat(get("/api/v1/jobs/" + id(job) + "/result").body()).isEqualTo("{\"answer\":42}");
  }

  @Test
  void whenTheAwardedWorkerDiesAnotherTakesOver() {
    List<Peer> mortals = new ArrayList<>();
    String location =
        post("{\"type\":\"echo\",\"payload\":{\"delay\":\"PT3S\"}}", Optional.empty())
            .headers()
            .firstValue("Location")
            .orElseThrow();
    String first =
        await()
            .atMost(PATIENCE)
            .until(
                () -> json.readTree(get(location).body()),
                job -> job.path("status").asString().equals("RUNNING"))
            .path("worker")
            .asString();

    network.workers().stream()
        .filter(worker -> worker.peerId().toString().equals(first))
        .forEach(
            worker -> {
              worker.host().close();
              mortals.add(worker);
            });

    assertThat(mortals).hasSize(1);
    JsonNode job =
        await()
            .atMost(PATIENCE)
            .until(
                () -> json.readTree(get(location).body()),
                found -> found.path("finishedAt").isString());
    assertThat(job.path("status").asString()).isEqualTo("SUCCEEDED");
    assertThat(job.path("attempts")).hasSize(2);
    assertThat(job.path("attempts").get(0).path("worker").asString()).isEqualTo(first);
    assertThat(job.path("worker").asString()).isNotEqualTo(first).isIn(workerIds());
  }

  @Test
  void whatNobodyCanDoIsRefused() {
    JsonNode job = submit("{\"type\":\"no-such-work\",\"payload\":{},\"timeout\":\"PT2S\"}");

    assertThat(job.path("status").asString()).isEqualTo("REFUSED");
    assertThat(job.path("failure").path("code").asString()).isEqualTo("NO_WORKERS");
    assertThat(job.path("attempts")).isEmpty();
  }

  @Test
  void aBadPayloadIsRejectedBeforeAnythingIsGossiped() {
    Queue<byte[]> overheard = new ConcurrentLinkedQueue<>();
    try (Eavesdropper eavesdropper =
        new Eavesdropper("/grapevine/1/offers/web-scrape", overheard)) {
      await().atMost(PATIENCE).until(() -> eavesdropper.isHeardBy(requester));

      String bad = "{\"url\":42}";
      HttpResponse<String> answer =
          post("{\"type\":\"web-scrape\",\"payload\":%s}".formatted(bad), Optional.empty());

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
      assertThat(answer.body()).contains("/payload/url");
      String good = "{\"url\":\"%s/page?good\"}".formatted(webAddress());
      submit("{\"type\":\"web-scrape\",\"payload\":%s}".formatted(good));
      // The good one is heard, so the bad one would have been.
      await().atMost(PATIENCE).until(() -> isOffered(good, overheard));
      assertThat(isOffered(bad, overheard)).isFalse();
    }
  }

  @Test
  void everyPeerHoldsTheSameSignedOutcomeAndAForgedOneIsDropped() {
    JsonNode job = submit("{\"type\":\"echo\",\"payload\":\"hello\"}");

    List<Peer> peers = new ArrayList<>(living());
    peers.add(requester);
    for (Peer peer : peers) {
      await().atMost(PATIENCE).until(() -> outcome(peer, id(job)).isPresent());
    }
    List<Bytes> envelopes =
        peers.stream()
            .map(peer -> outcome(peer, id(job)).orElseThrow().signed().envelope())
            .toList();
    assertThat(envelopes).allMatch(envelopes.getFirst()::equals);

    byte[] forged = envelopes.getFirst().array().clone();
    forged[forged.length - 1] ^= 1;
    long before = outcomes(requester).size();
    try (Eavesdropper forger =
        new Eavesdropper("/grapevine/1/outcomes", new ConcurrentLinkedQueue<>())) {
      await().atMost(PATIENCE).until(() -> forger.isHeardBy(requester));
      forger.publish(forged);
      // A later job is heard by all, so the forged outcome would have been.
      JsonNode later = submit("{\"type\":\"echo\",\"payload\":\"again\"}");
      for (Peer peer : peers) {
        await().atMost(PATIENCE).until(() -> outcome(peer, id(later)).isPresent());
      }
    }
    assertThat(outcomes(requester)).hasSize((int) before + 1);
  }

  /** An offer holds the digest of its payload. */
  private static boolean isOffered(String payload, Queue<byte[]> overheard) {
    String digest = Digest.of(payload.getBytes(UTF_8)).hex();
    return overheard.stream().anyMatch(offer -> HexFormat.of().formatHex(offer).contains(digest));
  }

  private List<Peer> living() {
    return network.workers().stream()
        .filter(worker -> requester.host().isConnected(worker.peerId()))
        .toList();
  }

  private List<String> workerIds() {
    return network.workers().stream().map(worker -> worker.peerId().toString()).toList();
  }

  private static Optional<LedgerEntry> outcome(Peer peer, String job) {
    return outcomes(peer).stream()
        .filter(heard -> heard.signed().outcome().job().toString().equals(job))
        .findFirst();
  }

  private static List<LedgerEntry> outcomes(Peer peer) {
    return peer.coordination()
        .outcomes(new OutcomeQuery(Long.MAX_VALUE, OutcomeQuery.LIMIT_MAX))
        .outcomes();
  }

  private JsonNode submit(String body) {
    HttpResponse<String> answer = post(body, Optional.of("wait=20"));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json.readTree(answer.body());
  }

  private static String id(JsonNode job) {
    return job.path("id").asString();
  }

  private HttpResponse<String> post(String body, Optional<String> prefer) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/v1/jobs"))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    prefer.ifPresent(value -> request.header("Prefer", value));
    return send(request.build());
  }

  private HttpResponse<String> get(String path) {
    URI base = URI.create("http://localhost:" + port);
    return send(HttpRequest.newBuilder(base.resolve(path)).build());
  }

  private HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  private static String webAddress() {
    return "http://127.0.0.1:" + WEB.getAddress().getPort();
  }

  private static HttpServer web() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      serve(server, "/page", "text/html; charset=utf-8", PAGE);
      serve(server, "/double", "application/json", "{\"answer\":42}");
      server.start();
      return server;
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  private static void serve(HttpServer server, String path, String type, String body) {
    server.createContext(
        path,
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          exchange.getResponseHeaders().set("Content-Type", type);
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(200, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  /** A stranger on the network that speaks gossip and nothing else. */
  private final class Eavesdropper implements AutoCloseable {
    private final String topic;
    private final Host host;
    private final PubSub pubSub;

    Eavesdropper(String topic, Queue<byte[]> overheard) {
      this.topic = topic;
      try {
        host =
            Host.builder()
                .keyPair(KeyPair.generate(new SecureRandom()))
                .listenAddresses(List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/0")))
                .build();
        host.start();
        pubSub = PubSub.start(host, GossipConfig.defaults(), PubSubObserver.NOOP);
        pubSub.subscribe(
            topic, message -> Verdict.ACCEPT, message -> overheard.add(message.payload()));
        host.connect(requester.peerId(), requester.addresses(), PATIENCE);
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }

    boolean isHeardBy(Peer peer) {
      return peer.pubSub().subscribers(topic).contains(host.peerId());
    }

    void publish(byte[] message) {
      pubSub.publish(topic, message);
    }

    @Override
    public void close() {
      pubSub.close();
      host.close();
    }
  }
}
