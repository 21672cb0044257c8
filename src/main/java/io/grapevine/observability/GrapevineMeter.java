package io.grapevine.observability;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * Every meter of Grapevine. Tags have few values, all of them known beforehand: never a peer, a job
 * or a text that somebody else chose.
 */
public enum GrapevineMeter {
  JOBS_SUBMITTED(
      "grapevine.jobs.submitted",
      Meter.Type.COUNTER,
      "Jobs that this peer took in; a batch and each share of it are jobs too, told apart by kind",
      "type",
      "kind"),
  JOBS_FINISHED(
      "grapevine.jobs.finished",
      Meter.Type.COUNTER,
      "Jobs of this peer that reached their outcome; kind as for those submitted",
      "type",
      "kind",
      "outcome"),
  JOBS_ACTIVE("grapevine.jobs.active", Meter.Type.GAUGE, "Jobs of this peer under way"),
  JOBS_ACTIVE_LIMIT(
      "grapevine.jobs.active.limit", Meter.Type.GAUGE, "Jobs that may be under way at once"),
  JOBS_WAITING(
      "grapevine.jobs.waiting",
      Meter.Type.GAUGE,
      "Jobs of this peer that wait for their turn",
      "priority"),
  JOBS_RESUMED(
      "grapevine.jobs.resumed",
      Meter.Type.COUNTER,
      "Jobs without outcome that were taken up from the store: of this requester (own) or from one"
          + " that is gone (other)",
      "owner"),
  REQUESTS_REFUSED(
      "grapevine.requests.refused",
      Meter.Type.COUNTER,
      "Requests for work that were answered with 429 or 503",
      "reason"),
  BATCHES_SUBMITTED(
      "grapevine.batches.submitted", Meter.Type.COUNTER, "Batches that this peer took in"),
  BATCHES_FINISHED(
      "grapevine.batches.finished",
      Meter.Type.COUNTER,
      "Batches of this peer that reached their outcome",
      "outcome"),
  BATCHES_ACTIVE("grapevine.batches.active", Meter.Type.GAUGE, "Batches of this peer under way"),
  BATCH_ITEMS("grapevine.batch.items", Meter.Type.COUNTER, "Items in the batches taken in"),
  HEDGES(
      "grapevine.hedges",
      Meter.Type.COUNTER,
      "Second attempts beside one that took unusually long: started, or won by them",
      "kind"),
  STORE_COMMITS(
      "grapevine.store.commits",
      Meter.Type.TIMER,
      "Groups of writes that were committed, and the time for that"),
  STORE_WRITES("grapevine.store.writes", Meter.Type.COUNTER, "Writes in these groups"),
  STORE_WRITES_FAILED(
      "grapevine.store.writes.failed", Meter.Type.COUNTER, "Writes that did not become durable"),
  STORE_WRITES_WAITING(
      "grapevine.store.writes.waiting", Meter.Type.GAUGE, "Writes that wait for the store"),
  JOB_DURATION(
      "grapevine.job.duration", Meter.Type.TIMER, "From submission to outcome", "kind", "outcome"),
  JOB_PHASE(
      "grapevine.job.phase",
      Meter.Type.TIMER,
      "Parts of a job: offer (until somebody had the offer), bid (until the first bid), award"
          + " (until the first choice), start (until the chosen worker had the job, each attempt),"
          + " result (until it delivered)",
      "phase"),
  ROUND_BIDS(
      "grapevine.round.bids",
      Meter.Type.DISTRIBUTION_SUMMARY,
      "Bids that a round had when it closed"),
  ATTEMPTS("grapevine.attempts", Meter.Type.COUNTER, "Attempts that are over", "end"),
  FAILOVERS(
      "grapevine.failovers",
      Meter.Type.COUNTER,
      "Attempts that followed one that ended so",
      "after"),
  REFUSALS("grapevine.refusals", Meter.Type.COUNTER, "Refusals by workers that came in", "reason"),
  OUTCOMES_HEARD(
      "grapevine.outcomes.heard", Meter.Type.COUNTER, "Outcomes heard from anybody", "outcome"),
  OUTCOMES_KEPT("grapevine.outcomes.kept", Meter.Type.GAUGE, "Outcomes in the ledger"),
  OUTCOMES_CONFLICTING(
      "grapevine.outcomes.conflicting",
      Meter.Type.COUNTER,
      "Outcomes that differ from what their requester had said of the same job"),
  OUTCOMES_READ(
      "grapevine.outcomes.read",
      Meter.Type.COUNTER,
      "Outcomes read in the ledgers of neighbours, known ones included"),
  OUTCOMES_DROPPED(
      "grapevine.outcomes.dropped",
      Meter.Type.COUNTER,
      "Outcomes that came faster than the ledger could be written"),
  OUTCOMES_UNCHECKED(
      "grapevine.outcomes.unchecked",
      Meter.Type.GAUGE,
      "Outcomes whose receipts were not checked yet, so that their work is in no sum"),
  OUTCOMES_FORGED(
      "grapevine.outcomes.forged",
      Meter.Type.COUNTER,
      "Outcomes with a receipt that its worker did not sign"),
  PEERS_KNOWN("grapevine.peers.known", Meter.Type.GAUGE, "Peers in the directory"),
  INTRODUCTIONS(
      "grapevine.introductions",
      Meter.Type.COUNTER,
      "Dials of peers that had announced themselves: reached or failed",
      "end"),
  WATCHES("grapevine.watches", Meter.Type.GAUGE, "Jobs that are watched by somebody"),
  EVENTS_WAITING(
      "grapevine.events.waiting", Meter.Type.GAUGE, "Events that wait for the loop thread"),
  EVENTS_DROPPED(
      "grapevine.events.dropped", Meter.Type.COUNTER, "Events that found the mailbox full", "kind"),
  INVARIANTS_BROKEN(
      "grapevine.invariants.broken",
      Meter.Type.COUNTER,
      "Faults of Grapevine itself, each of which ended what it befell"),
  LISTENER_FAILURES(
      "grapevine.listener.failures",
      Meter.Type.COUNTER,
      "Exceptions of those who only watch, such as meters and logs"),
  WORKER_SLOTS("grapevine.worker.slots", Meter.Type.GAUGE, "Attempts that can run at once"),
  WORKER_RUNNING("grapevine.worker.running", Meter.Type.GAUGE, "Attempts that run"),
  WORKER_RESERVED("grapevine.worker.reserved", Meter.Type.GAUGE, "Slots held for bids"),
  WORKER_RESERVATIONS(
      "grapevine.worker.reservations", Meter.Type.COUNTER, "Slots that were held for a bid"),
  WORKER_RELEASES(
      "grapevine.worker.releases",
      Meter.Type.COUNTER,
      "Held slots that became free or an attempt",
      "cause"),
  WORKER_REFUSALS(
      "grapevine.worker.refusals", Meter.Type.COUNTER, "Offers that were refused", "reason"),
  WORKER_SKIPS(
      "grapevine.worker.skips",
      Meter.Type.COUNTER,
      "Offers that were left to others without a word",
      "reason"),
  WORKER_DECLINES(
      "grapevine.worker.declines", Meter.Type.COUNTER, "Awards that were turned away", "reason"),
  WORKER_RUNS("grapevine.worker.runs", Meter.Type.COUNTER, "Handler runs that ended", "end"),
  WORKER_RESULTS_EXPIRED(
      "grapevine.worker.results.expired",
      Meter.Type.COUNTER,
      "Results that nobody fetched in time"),
  CONNECTIONS("grapevine.connections", Meter.Type.GAUGE, "Connections that are open", "direction"),
  CONNECTIONS_OPENED(
      "grapevine.connections.opened",
      Meter.Type.COUNTER,
      "Connections that finished their handshake",
      "direction"),
  STREAMS("grapevine.streams", Meter.Type.GAUGE, "Streams that are open", "direction"),
  STREAMS_OPENED(
      "grapevine.streams.opened",
      Meter.Type.COUNTER,
      "Streams that agreed on a protocol",
      "direction",
      "protocol"),
  NETWORK_BYTES(
      Unit.BYTES,
      "grapevine.network",
      Meter.Type.COUNTER,
      "Bytes over all connections, encryption included",
      "direction"),
  NETWORK_REFUSALS(
      "grapevine.network.refusals",
      Meter.Type.COUNTER,
      "Connections, dials and streams that were turned away: for want of room (limit), because they"
          + " are not wanted (policy), or since they went wrong (failure)",
      "kind",
      "reason"),
  CONNECTIONS_LIMIT(
      "grapevine.connections.limit", Meter.Type.GAUGE, "Connections that may be open at once"),
  HANDSHAKES("grapevine.handshakes", Meter.Type.GAUGE, "Inbound connections in their handshake"),
  DIALS("grapevine.dials", Meter.Type.GAUGE, "Dials under way or waiting to start"),
  BUFFERS(
      Unit.BYTES,
      "grapevine.buffers",
      Meter.Type.GAUGE,
      "Received and unread or written and unsent, over all connections"),
  BUFFERS_LIMIT(
      Unit.BYTES, "grapevine.buffers.limit", Meter.Type.GAUGE, "What these buffers may hold"),
  GOSSIP_QUEUED(
      Unit.BYTES,
      "grapevine.gossip.queued",
      Meter.Type.GAUGE,
      "Gossip that waits to be sent, counted for each receiver"),
  GOSSIP_QUEUED_LIMIT(
      Unit.BYTES, "grapevine.gossip.queued.limit", Meter.Type.GAUGE, "What may wait at most"),
  GOSSIP_RECEIVED(
      "grapevine.gossip.received", Meter.Type.COUNTER, "New messages that came in", "topic"),
  GOSSIP_ACCEPTED(
      "grapevine.gossip.accepted",
      Meter.Type.COUNTER,
      "Messages that were delivered and passed on",
      "topic"),
  GOSSIP_DUPLICATES(
      "grapevine.gossip.duplicates",
      Meter.Type.COUNTER,
      "Copies of messages that were seen before",
      "topic"),
  GOSSIP_IGNORED(
      "grapevine.gossip.ignored",
      Meter.Type.COUNTER,
      "Messages that were neither delivered nor held against their sender",
      "topic"),
  GOSSIP_REJECTED(
      "grapevine.gossip.rejected", Meter.Type.COUNTER, "Messages that were invalid", "topic"),
  GOSSIP_SENT(
      "grapevine.gossip.sent",
      Meter.Type.COUNTER,
      "Messages queued for sending, counted for each receiver",
      "topic"),
  GOSSIP_DROPPED(
      "grapevine.gossip.dropped",
      Meter.Type.COUNTER,
      "What was not sent, not taken or not done",
      "reason"),
  STREAMS_MALFORMED(
      "grapevine.streams.malformed",
      Meter.Type.COUNTER,
      "Streams that were ended because a message on them was not sound",
      "protocol"),
  ANSWERS_DROPPED(
      "grapevine.answers.dropped",
      Meter.Type.COUNTER,
      "Answers to offers that could not be sent, or came from a peer that may not work for this"
          + " one"),
  GOSSIP_MESH_SIZE(
      "grapevine.gossip.mesh.size",
      Meter.Type.GAUGE,
      "Peers in the meshes of all topics of the kind, together",
      "topic");

  private static final Duration[] BUCKETS =
      LongStream.of(
              1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000,
              300_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final String meterName;
  private final Meter.Type type;
  private final String unit;
  private final String description;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> tagNames;

  /** What is counted, where that is not things. */
  private enum Unit {
    NONE(""),
    SECONDS("seconds"),
    BYTES("bytes");

    private final String word;

    Unit(String word) {
      this.word = word;
    }
  }

  /** Times are in seconds, all else only counts. */
  GrapevineMeter(String meterName, Meter.Type type, String description, String... tagNames) {
    this(
        type == Meter.Type.TIMER ? Unit.SECONDS : Unit.NONE,
        meterName,
        type,
        description,
        tagNames);
  }

  GrapevineMeter(
      Unit unit, String meterName, Meter.Type type, String description, String... tagNames) {
    this.meterName = meterName;
    this.type = type;
    this.unit = unit.word;
    this.description = description;
    this.tagNames = List.of(tagNames);
  }

  /** Its name in Micrometer; Prometheus has underscores for dots, and the unit behind. */
  public String meterName() {
    return meterName;
  }

  /** What kind of meter. */
  public Meter.Type type() {
    return type;
  }

  /** Its base unit; empty if it only counts. */
  public String unit() {
    return unit;
  }

  /** What is measured. */
  public String description() {
    return description;
  }

  /** Names of its tags. */
  public List<String> tagNames() {
    return tagNames;
  }

  void increment(MeterRegistry registry, String... tagValues) {
    add(registry, 1, tagValues);
  }

  void add(MeterRegistry registry, double amount, String... tagValues) {
    Counter.builder(meterName)
        .description(description)
        .baseUnit(unit.isEmpty() ? null : unit)
        .tags(tags(tagValues))
        .register(registry)
        .increment(amount);
  }

  void record(MeterRegistry registry, Duration time, String... tagValues) {
    Timer.builder(meterName)
        .description(description)
        .serviceLevelObjectives(BUCKETS)
        .tags(tags(tagValues))
        .register(registry)
        .record(time.isNegative() ? Duration.ZERO : time);
  }

  void record(MeterRegistry registry, double amount) {
    DistributionSummary.builder(meterName)
        .description(description)
        .serviceLevelObjectives(1, 2, 3, 5, 8, 13, 21, 34, 55)
        .register(registry)
        .record(amount);
  }

  void gauge(MeterRegistry registry, Supplier<Number> value, String... tagValues) {
    Gauge.builder(meterName, value)
        .description(description)
        .baseUnit(unit.isEmpty() ? null : unit)
        .tags(tags(tagValues))
        .register(registry);
  }

  /** A count that somebody else keeps, and holds on to: the registry does not. */
  <T> void counts(
      MeterRegistry registry, T source, ToDoubleFunction<T> count, String... tagValues) {
    FunctionCounter.builder(meterName, source, count)
        .description(description)
        .baseUnit(unit.isEmpty() ? null : unit)
        .tags(tags(tagValues))
        .register(registry);
  }

  /** Times that somebody else adds up, and holds on to. */
  <T> void times(
      MeterRegistry registry, T source, ToLongFunction<T> count, ToDoubleFunction<T> nanos) {
    FunctionTimer.builder(meterName, source, count, nanos, TimeUnit.NANOSECONDS)
        .description(description)
        .register(registry);
  }

  private String[] tags(String... values) {
    if (values.length != tagNames.size()) {
      throw new IllegalArgumentException(this + " has the tags " + tagNames);
    }
    String[] tags = new String[values.length * 2];
    for (int i = 0; i < values.length; i++) {
      tags[2 * i] = tagNames.get(i);
      tags[2 * i + 1] = values[i];
    }
    return tags;
  }
}
