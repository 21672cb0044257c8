package io.grapevine.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.CoordinationSnapshot;
import io.grapevine.coordination.LedgerFigures;
import io.grapevine.job.AttemptId;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.JobId;
import io.grapevine.job.OfferId;
import io.grapevine.job.Priority;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.host.Refusal;
import io.grapevine.libp2p.pubsub.DropReason;
import io.grapevine.libp2p.resources.ResourceLimits;
import io.grapevine.libp2p.resources.ResourceSnapshot;
import io.grapevine.testing.FakeCoordinationService.Peers;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.WorkerReport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtherMetersTest {
  private final MeterRegistry registry = new SimpleMeterRegistry();

  @Test
  void countsWhatHappensAtTheDesk() {
    WorkerMeters meters = new WorkerMeters(registry);
    OfferId offer = new OfferId(JobId.at(1, 2, 3), 1);
    Assignment assignment =
        new Assignment(Peers.SELF, new AttemptId(offer.job(), 1), ReservationId.NONE);
    meters.workerReport(new WorkerReport.Reserved(offer));
    meters.workerReport(new WorkerReport.Released(offer, WorkerReport.Cause.REJECTED));
    meters.workerReport(new WorkerReport.Refused(offer, RefusalReason.BUSY));
    meters.workerReport(new WorkerReport.Skipped(offer, WorkerReport.Silence.NOT_SAMPLED));
    meters.workerReport(new WorkerReport.Declined(assignment, DeclineReason.NO_BID));
    meters.workerReport(new WorkerReport.RunStarted(assignment));
    meters.workerReport(new WorkerReport.RunEnded(assignment, true));
    meters.workerReport(new WorkerReport.RunEnded(assignment, false));
    meters.workerReport(new WorkerReport.ResultExpired(assignment));

    assertThat(count("grapevine.worker.reservations")).isEqualTo(1);
    assertThat(count("grapevine.worker.releases", "cause", "rejected")).isEqualTo(1);
    assertThat(count("grapevine.worker.refusals", "reason", "busy")).isEqualTo(1);
    assertThat(count("grapevine.worker.skips", "reason", "not_sampled")).isEqualTo(1);
    assertThat(count("grapevine.worker.declines", "reason", "no_bid")).isEqualTo(1);
    assertThat(count("grapevine.worker.runs", "end", "succeeded")).isEqualTo(1);
    assertThat(count("grapevine.worker.runs", "end", "failed")).isEqualTo(1);
    assertThat(count("grapevine.worker.results.expired")).isEqualTo(1);
  }

  @Test
  void countsDialsOfPeersThatAnnouncedThemselves() {
    NetworkMeters meters = new NetworkMeters(registry);
    meters.introduced(true);
    meters.introduced(true);
    meters.introduced(false);

    assertThat(count("grapevine.introductions", "end", "reached")).isEqualTo(2);
    assertThat(count("grapevine.introductions", "end", "failed")).isEqualTo(1);
  }

  @Test
  void countsConnectionsStreamsAndBytes() {
    HostMeters meters = new HostMeters(registry);
    meters.connectionOpened(true);
    meters.connectionOpened(false);
    meters.connectionClosed(false);
    meters.streamOpened("/grapevine/1/bid", true);
    meters.streamOpened("/grapevine/1/bid", true);
    meters.streamClosed("/grapevine/1/bid", true);
    meters.bytesIn(10);
    meters.bytesIn(5);
    meters.bytesOut(7);
    meters.refused(Refusal.GATED);

    assertThat(gauge("grapevine.connections", "direction", "outbound")).isEqualTo(1);
    assertThat(gauge("grapevine.connections", "direction", "inbound")).isZero();
    assertThat(gauge("grapevine.streams", "direction", "outbound")).isEqualTo(1);
    assertThat(count("grapevine.streams.opened", "protocol", "/grapevine/1/bid")).isEqualTo(2);
    assertThat(functionCount("grapevine.network", "direction", "inbound")).isEqualTo(15);
    assertThat(functionCount("grapevine.network", "direction", "outbound")).isEqualTo(7);
    assertThat(count("grapevine.network.refusals", "reason", "gated", "kind", "policy"))
        .isEqualTo(1);
  }

  @Test
  void showsWhatAHostHoldsBesideWhatItMayHold() {
    ResourceLimits limits =
        ResourceLimits.DEFAULT.with(new ResourceLimits.Memory(1 << 20, 1 << 20, 1 << 21));
    new ResourceGauges(() -> new ResourceSnapshot(1, 2, 3, 4, 5, 6, 7, 8), limits).bindTo(registry);

    assertThat(gauge("grapevine.handshakes")).isEqualTo(3);
    assertThat(gauge("grapevine.dials")).isEqualTo(4);
    assertThat(gauge("grapevine.buffers")).isEqualTo(7);
    assertThat(gauge("grapevine.gossip.queued")).isEqualTo(8);
    assertThat(gauge("grapevine.connections.limit")).isEqualTo(512);
    assertThat(gauge("grapevine.buffers.limit")).isEqualTo(1 << 20);
    assertThat(gauge("grapevine.gossip.queued.limit")).isEqualTo(1 << 21);
  }

  @Test
  void countsMessagesByKindOfTopicAndNotByTopic() {
    GossipMeters meters = new GossipMeters(registry);
    meters.received("/grapevine/1/offers/echo");
    meters.received("/grapevine/1/offers/made-up-by-a-client");
    meters.accepted("/grapevine/1/outcomes");
    meters.duplicate("/grapevine/1/peers");
    meters.ignored("");
    meters.rejected("something else");
    meters.sent("/grapevine/1/offers/echo", 3);
    meters.dropped(DropReason.MAILBOX_FULL, 4);

    assertThat(count("grapevine.gossip.received", "topic", "offers")).isEqualTo(2);
    assertThat(count("grapevine.gossip.accepted", "topic", "outcomes")).isEqualTo(1);
    assertThat(count("grapevine.gossip.duplicates", "topic", "peers")).isEqualTo(1);
    assertThat(count("grapevine.gossip.ignored", "topic", "other")).isEqualTo(1);
    assertThat(count("grapevine.gossip.rejected", "topic", "other")).isEqualTo(1);
    assertThat(count("grapevine.gossip.sent", "topic", "offers")).isEqualTo(3);
    assertThat(count("grapevine.gossip.dropped", "reason", "mailbox_full")).isEqualTo(4);
  }

  @Test
  void addsUpTheMeshesOfAKind() {
    GossipMeters meters = new GossipMeters(registry);
    meters.meshSize("/grapevine/1/offers/echo", 3);
    meters.meshSize("/grapevine/1/offers/http", 4);
    meters.meshSize("/grapevine/1/offers/http", 2);
    meters.meshSize("/grapevine/1/outcomes", 6);
    meters.meshSize("/grapevine/1/outcomes", 0);

    assertThat(gauge("grapevine.gossip.mesh.size", "topic", "offers")).isEqualTo(5);
    assertThat(gauge("grapevine.gossip.mesh.size", "topic", "outcomes")).isZero();
  }

  @Test
  void showsWhereThePeerStands() {
    CoordinationSnapshot snapshot =
        new CoordinationSnapshot(
            1,
            2,
            Map.of(Priority.LOW, 11),
            3,
            4,
            5,
            6,
            7,
            new LedgerFigures(8, 12, 13, 14, 15),
            9,
            10);
    PeerGauges gauges = new PeerGauges(() -> snapshot);
    gauges.bindTo(registry);

    assertThat(gauge("grapevine.jobs.active")).isEqualTo(1);
    assertThat(gauge("grapevine.jobs.active.limit")).isEqualTo(2);
    assertThat(gauge("grapevine.worker.reserved")).isEqualTo(3);
    assertThat(gauge("grapevine.worker.running")).isEqualTo(4);
    assertThat(gauge("grapevine.worker.slots")).isEqualTo(5);
    assertThat(gauge("grapevine.events.waiting")).isEqualTo(6);
    assertThat(gauge("grapevine.peers.known")).isEqualTo(7);
    assertThat(gauge("grapevine.outcomes.kept")).isEqualTo(8);
    assertThat(functionCount("grapevine.outcomes.conflicting")).isEqualTo(12);
    assertThat(functionCount("grapevine.outcomes.dropped")).isEqualTo(13);
    assertThat(gauge("grapevine.outcomes.unchecked")).isEqualTo(14);
    assertThat(functionCount("grapevine.outcomes.forged")).isEqualTo(15);
    assertThat(gauge("grapevine.watches")).isEqualTo(9);
    assertThat(functionCount("grapevine.listener.failures")).isEqualTo(10);
  }

  private double count(String meter, String... tags) {
    return registry.get(meter).tags(tags).counter().count();
  }

  private double functionCount(String meter, String... tags) {
    return registry.get(meter).tags(tags).functionCounter().count();
  }

  private double gauge(String meter, String... tags) {
    return registry.get(meter).tags(tags).gauge().value();
  }
}
