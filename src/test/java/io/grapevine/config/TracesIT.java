package io.grapevine.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.sun.net.httpserver.HttpServer;
import io.grapevine.GrapevineApplication;
import io.micrometer.tracing.Tracer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * One trace from the client's request over the requester and the worker, which are two peers over
 * TCP, to the endpoint that does the work; a collector listens to what both export.
 */
class TracesIT {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CLIENT_SPAN = "00f067aa0ba902b7";

  @TempDir Path directory;
  private final Queue<Span> spans = new ConcurrentLinkedQueue<>();
  private final Queue<String> endpointHeard = new ConcurrentLinkedQueue<>();
  private final List<ConfigurableApplicationContext> peers = new ArrayList<>();
  private HttpServer web;

  /** What the collector is told of a span (opentelemetry/proto/trace/v1/trace.proto). */
  private record Span(String service, String trace, String id, String parent, String name) {}

  @BeforeEach
  void startTheWeb() throws IOException {
    web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/v1/traces",
        exchange -> {
          collect(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    web.createContext(
        "/work",
        exchange -> {
          exchange.getRequestBody().readAllBytes();
          endpointHeard.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
          byte[] answer = "{}".getBytes(UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    web.start();
  }

  @AfterEach
  void stopAll() {
    peers.reversed().forEach(ConfigurableApplicationContext::close);
    web.stop(0);
  }

  @Test
  void oneTraceLeadsFromTheClientToTheEndpoint() throws Exception {
    String collector =
        "--management.opentelemetry.tracing.export.otlp.endpoint=" + address() + "/v1/traces";
    String often = "--management.opentelemetry.tracing.export.schedule-delay=100ms";
    // A round whose first offer was not out by then has no span if a bid comes nevertheless.
    String patient = "--grapevine.auction.announce-interval=2s";
    ConfigurableApplicationContext requester = start("requester", collector, often, patient);
    startWorker(requester, collector, often);

    submit(requester, "00-" + TRACE + "-" + CLIENT_SPAN + "-01");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(spans)
                    .extracting(Span::name)
                    .contains("http post /api/v1/jobs", "job", "round", "attempt", "run"));
    Span request = span("http post /api/v1/jobs");
    Span job = span("job");
    Span attempt = span("attempt");
    Span run = span("run");
    assertThat(request.parent()).isEqualTo(CLIENT_SPAN);
    assertThat(job.parent()).isEqualTo(request.id());
    assertThat(span("round").parent()).isEqualTo(job.id());
    assertThat(attempt.parent()).isEqualTo(job.id());
    assertThat(run.parent()).isEqualTo(attempt.id());
    assertThat(endpointHeard).containsExactly("00-" + TRACE + "-" + run.id() + "-01");
    assertThat(List.of(request, job, span("round"), attempt))
        .allMatch(span -> span.trace().equals(TRACE) && span.service().equals("requester"));
    assertThat(run.trace()).isEqualTo(TRACE);
    assertThat(run.service()).isEqualTo("worker");
  }

  @Test
  void withoutACollectorNothingIsTracedOrToldToWorkers() throws Exception {
    ConfigurableApplicationContext requester = start("requester");
    startWorker(requester);

    submit(requester, "00-" + TRACE + "-" + CLIENT_SPAN + "-01");

    assertThat(endpointHeard).containsExactly("null");
    assertThat(spans).isEmpty();
    assertThat(requester.getBeansOfType(Tracer.class)).isEmpty();
  }

  private void startWorker(ConfigurableApplicationContext requester, String... more) {
    Peer peer = requester.getBean(Peer.class);
    String first = peer.addresses().getFirst().withPeer(peer.peerId().toMultihash()).toString();
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.add("--grapevine.network.bootstrap=" + first);
    arguments.add("--grapevine.http.url=" + address() + "/work");
    start("worker", arguments.toArray(String[]::new));
  }

  private ConfigurableApplicationContext start(String role, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--spring.application.name=" + role,
                "--server.port=0",
                "--grapevine.roles=" + role,
                "--grapevine.network.listen=/ip4/127.0.0.1/tcp/0",
                "--grapevine.network.mdns=false",
                "--grapevine.storage.url=memory",
                "--grapevine.identity.key-file=" + directory.resolve(role + ".key"),
                "--grapevine.worker.result-directory=" + directory.resolve(role)));
    arguments.addAll(List.of(more));
    ConfigurableApplicationContext peer =
        new SpringApplicationBuilder(GrapevineApplication.class)
            .run(arguments.toArray(String[]::new));
    peers.add(peer);
    return peer;
  }

  private static void submit(ConfigurableApplicationContext requester, String traceParent)
      throws IOException, InterruptedException {
    int port = requester.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/jobs"))
            .header("Content-Type", "application/json")
            .header("Prefer", "wait=20")
            .header("traceparent", traceParent)
            .POST(HttpRequest.BodyPublishers.ofString("{\"type\":\"http\",\"payload\":{}}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(JsonMapper.shared().readTree(answer.body()).path("status").asString())
          .as(answer.body())
          .isEqualTo("SUCCEEDED");
    }
  }

  private Span span(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).findFirst().orElseThrow();
  }

  private String address() {
    return "http://127.0.0.1:" + web.getAddress().getPort();
  }

  private void collect(byte[] request) throws InvalidProtocolBufferException {
    for (UnknownFieldSet resourceSpans : parts(UnknownFieldSet.parseFrom(request), 1)) {
      String service = service(parts(resourceSpans, 1).getFirst());
      for (UnknownFieldSet scopeSpans : parts(resourceSpans, 2)) {
        for (UnknownFieldSet span : parts(scopeSpans, 2)) {
          spans.add(new Span(service, hex(span, 1), hex(span, 2), hex(span, 4), texts(span, 5)));
        }
      }
    }
  }

  private static String service(UnknownFieldSet resource) throws InvalidProtocolBufferException {
    for (UnknownFieldSet attribute : parts(resource, 1)) {
      if (texts(attribute, 1).equals("service.name")) {
        return texts(parts(attribute, 2).getFirst(), 1);
      }
    }
    return "";
  }

  private static List<UnknownFieldSet> parts(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> parts = new ArrayList<>();
    for (ByteString part : message.getField(field).getLengthDelimitedList()) {
      parts.add(UnknownFieldSet.parseFrom(part));
    }
    return parts;
  }

  private static String texts(UnknownFieldSet message, int field) {
    List<ByteString> texts = message.getField(field).getLengthDelimitedList();
    return texts.isEmpty() ? "" : texts.getFirst().toStringUtf8();
  }

  private static String hex(UnknownFieldSet message, int field) {
    List<ByteString> bytes = message.getField(field).getLengthDelimitedList();
    return bytes.isEmpty() ? "" : HexFormat.of().formatHex(bytes.getFirst().toByteArray());
  }
}
