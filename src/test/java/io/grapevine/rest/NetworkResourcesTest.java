package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.KnownPeer;
import io.grapevine.coordination.LedgerChain;
import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.NetworkView;
import io.grapevine.coordination.ReceiptVerdict;
import io.grapevine.job.Announcement;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Digest;
import io.grapevine.job.Job;
import io.grapevine.job.Load;
import io.grapevine.job.SignedOutcome;
import io.grapevine.job.WorkType;
import io.grapevine.testing.FakeCoordinationService.Peers;
import io.grapevine.testing.JobStories;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class NetworkResourcesTest extends RestTest {

  @Test
  void listsWorkTypesWithTheirSchemasAsTheyAre() throws Exception {
    assertThat(get("/api/v1/work-types").body())
        .isEqualTo(
            "{\"items\":[{\"name\":\"echo\",\"description\":\"Returns its payload.\","
                + "\"payloadSchema\":{\"type\": [\"object\", \"string\"], \"maxProperties\": 1.50},"
                + "\"example\":{\"greeting\": \"hello\"}}],\"nextCursor\":null}");
  }

  @Test
  void listsPeersWithTheirLoad() throws Exception {
    service.know(peer(1, true, "echo", "http"));
    service.know(
        new KnownPeer(
            new Announcement(Peers.numbered(2), new TreeSet<>(), null, "1.0"),
            JobStories.NOW,
            false));

    JsonNode items = json(get("/api/v1/workers")).path("items");

    assertThat(items).hasSize(2);
    assertThat(items.path(0).toString())
        .isEqualTo(
            ("{\"peerId\":\"%s\",\"workTypes\":[\"echo\",\"http\"],\"load\":{\"running\":1,"
                    + "\"reserved\":0,\"queued\":0,\"slots\":4,\"cpu\":0.5,\"memory\":0.25},"
                    + "\"lastSeen\":\"2026-03-01T12:00:00Z\",\"version\":\"1.0\",\"self\":true}")
                .formatted(Peers.numbered(1)));
    assertThat(items.path(1).path("load").isNull()).isTrue();
  }

  @Test
  void leafsThroughPeersAndFiltersThem() throws Exception {
    service.know(peer(1, true, "echo"));
    service.know(peer(2, false, "http"));
    service.know(peer(3, false, "echo"));

    JsonNode first = json(get("/api/v1/workers?limit=1&type=echo"));
    String cursor = first.path("nextCursor").asString("");
    JsonNode second = json(get("/api/v1/workers?limit=1&type=echo&cursor=" + cursor));

    assertThat(first.at("/items/0/peerId").asString("")).isEqualTo(Peers.numbered(1).toString());
    assertThat(second.at("/items/0/peerId").asString("")).isEqualTo(Peers.numbered(3).toString());
    assertThat(second.path("nextCursor").isNull()).isTrue();
  }

  @Test
  void showsTheNetwork() throws Exception {
    String address = "/ip4/127.0.0.1/tcp/4001/p2p/" + Peers.SELF;
    service.connect(
        new NetworkView(
            Peers.SELF,
            List.of(address),
            List.of(
                new NetworkView.Connection(
                    Peers.numbered(1), "/ip4/127.0.0.1/tcp/9", true, "grapevine/1")),
            List.of(
                new NetworkView.Topic(
                    "/grapevine/1/outcomes",
                    List.of(Peers.numbered(1), Peers.numbered(2)),
                    List.of(Peers.numbered(1))))));

    JsonNode network = json(get("/api/v1/network"));

    assertThat(network.path("peerId").asString("")).isEqualTo(Peers.SELF.toString());
    assertThat(network.at("/addresses/0").asString("")).isEqualTo(address);
    assertThat(network.at("/connections/0").toString())
        .isEqualTo(
            ("{\"peerId\":\"%s\",\"address\":\"/ip4/127.0.0.1/tcp/9\",\"outbound\":true,"
                    + "\"agent\":\"grapevine/1\"}")
                .formatted(Peers.numbered(1)));
    assertThat(network.at("/topics/0/subscribers")).hasSize(2);
    assertThat(network.at("/topics/0/mesh")).hasSize(1);
  }

  @Test
  void listsOutcomesTheOneHeardLastFirst() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    for (int i = 1; i <= 3; i++) {
      service.hear(heard(i, job));
    }

    JsonNode first = json(get("/api/v1/outcomes?limit=2"));
    JsonNode second =
        json(get("/api/v1/outcomes?limit=2&cursor=" + first.path("nextCursor").asString("")));

    assertThat(first.at("/items/0/position").asInt(0)).isEqualTo(3);
    assertThat(second.at("/items/0/position").asInt(0)).isEqualTo(1);
    assertThat(second.path("nextCursor").isNull()).isTrue();
    JsonNode outcome = first.at("/items/0");
    assertThat(outcome.path("jobId").asString("")).isEqualTo(job.id().toString());
    assertThat(outcome.path("status").asString("")).isEqualTo("SUCCEEDED");
    assertThat(outcome.path("requester").asString("")).isEqualTo(Peers.SELF.toString());
    assertThat(outcome.path("worker").asString("")).isEqualTo(Peers.numbered(1).toString());
    assertThat(outcome.path("envelope").asString("")).isEqualTo("BwgJ");
    assertThat(outcome.path("usage").toString())
        .isEqualTo("{\"runTime\":\"PT0.012S\",\"payloadSize\":1,\"resultSize\":2}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/outcomes?limit=0",
        "/api/v1/outcomes?cursor=x",
        "/api/v1/outcomes?cursor=b3g",
        "/api/v1/outcomes?status=DONE",
        "/api/v1/outcomes?status=QUEUED",
        "/api/v1/outcomes?worker=nobody",
        "/api/v1/outcomes?since=yesterday",
        "/api/v1/outcomes/verification?from=0",
        "/api/v1/outcomes/verification?limit=10001",
        "/api/v1/outcomes/totals",
        "/api/v1/outcomes/totals?by=everybody",
        "/api/v1/workers?cursor=dzE",
        "/api/v1/workers?limit=1001",
        "/api/v1/workers?type=A"
      })
  void refusesWrongParameters(String path) throws Exception {
    problem(get(path), 400, "invalid-request", "Invalid request");
  }

  @Test
  void verifiesTheLedgerAndSumsItUp() throws Exception {
    Job job = service.given("echo", "1", Map.of());
    service.ownLedger().append(List.of(heard(1, job).signed()), JobStories.NOW);

    JsonNode unsound = json(get("/api/v1/outcomes/verification"));
    JsonNode beyond = json(get("/api/v1/outcomes/verification?from=2&limit=5"));
    JsonNode before = json(get("/api/v1/outcomes/totals?by=worker"));
    service.ownLedger().audit(9, Peers.SELF);
    JsonNode byWorker = json(get("/api/v1/outcomes/totals?by=worker"));
    JsonNode byRequester = json(get("/api/v1/outcomes/totals?by=requester&limit=1"));

    assertThat(unsound.path("sound").asBoolean(true)).isFalse();
    assertThat(unsound.path("broken").asInt(0)).isEqualTo(1);
    assertThat(unsound.path("reason").asString("")).contains("nobody sealed this");
    assertThat(beyond.path("sound").asBoolean(false)).isTrue();
    assertThat(beyond.path("from").asInt(0)).isEqualTo(2);
    assertThat(beyond.path("head").asInt(0)).isEqualTo(1);
    assertThat(before.path("unchecked").asInt(0)).isEqualTo(1);
    assertThat(before.path("items").size()).isZero();
    assertThat(byWorker.path("unchecked").asInt(1)).isZero();
    assertThat(byWorker.at("/items/0").toString())
        .isEqualTo(
            "{\"peerId\":\"%s\",\"jobs\":1,\"runTime\":\"PT0.012S\",\"payloadSize\":1,\"resultSize\":2}"
                .formatted(Peers.numbered(1)));
    assertThat(byRequester.at("/items/0/peerId").asString("")).isEqualTo(Peers.SELF.toString());
  }

  private static KnownPeer peer(int number, boolean self, String... types) {
    TreeSet<WorkType> workTypes = new TreeSet<>();
    for (String type : types) {
      workTypes.add(new WorkType(type));
    }
    return new KnownPeer(
        new Announcement(Peers.numbered(number), workTypes, new Load(1, 0, 0, 4, 0.5, 0.25), "1.0"),
        JobStories.NOW,
        self);
  }

  private static LedgerEntry heard(long position, Job job) {
    return new LedgerEntry(
        position,
        LedgerChain.GENESIS,
        Digest.of(new byte[] {(byte) position}),
        JobStories.NOW,
        new SignedOutcome(
            JobStories.succeeded(
                job,
                new AttemptId(job.id(), 1),
                1,
                Content.of(Content.JSON, new byte[] {'{', '}'})),
            Bytes.wrap(new byte[] {7, 8, 9})),
        false,
        ReceiptVerdict.UNCHECKED);
  }
}
