package io.grapevine.network;

import io.grapevine.job.Announcement;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Attributes;
import io.grapevine.job.Bid;
import io.grapevine.job.Bytes;
import io.grapevine.job.Comparison;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Digest;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Load;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.Progress;
import io.grapevine.job.Receipt;
import io.grapevine.job.Refusal;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.Requirement;
import io.grapevine.job.Requirements;
import io.grapevine.job.ReservationId;
import io.grapevine.job.TraceParent;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Any value that may go over the wire. */
final class RandomValues {
  private static final List<WorkType> TYPES =
      List.of(new WorkType("echo"), new WorkType("web-scrape"), new WorkType("a.b-9"));

  private final RandomGenerator random;

  RandomValues(RandomGenerator random) {
    this.random = random;
  }

  JobId jobId() {
    return JobId.at(random.nextLong(1L << 48), random.nextLong(), random.nextLong());
  }

  OfferId offerId() {
    return new OfferId(jobId(), random.nextInt(1, WireFields.ROUND_MAX + 1));
  }

  AttemptId attemptId() {
    return new AttemptId(jobId(), random.nextInt(1, WireFields.ATTEMPT_MAX + 1));
  }

  PeerId peer() {
    return PeerId.ofPublicKey(Randomised.bytes(random, 36, 36));
  }

  Digest digest() {
    return Digest.ofDigest(Randomised.bytes(random, 32, 32));
  }

  Duration duration() {
    return Duration.ofMillis(random.nextLong(1, WireFields.DURATION_MAX.toMillis() + 1));
  }

  WorkType type() {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  String text(int lengthMax) {
    return random
        .ints(random.nextInt(lengthMax + 1), 0x20, 0xD7FF)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  Offer offer() {
    return new Offer(
        offerId(),
        type(),
        peer(),
        random.nextLong(Long.MAX_VALUE),
        digest(),
        duration(),
        duration(),
        random.nextInt(1, Offer.SAMPLE_ALL + 1),
        requirements(),
        random.nextInt(1, Offer.UNITS_MAX + 1));
  }

  Requirements requirements() {
    return new Requirements(requirementList(8), requirementList(8));
  }

  private List<Requirement> requirementList(int most) {
    return Stream.generate(
            () -> {
              Comparison comparison = constant(Comparison.class);
              boolean numeric =
                  comparison == Comparison.AT_LEAST || comparison == Comparison.AT_MOST;
              return new Requirement(
                  ascii(1, 63), comparison, numeric ? "" + random.nextInt() : ascii(0, 255));
            })
        .limit(random.nextInt(most + 1))
        .toList();
  }

  private Attributes attributes() {
    SortedMap<String, String> values = new TreeMap<>();
    for (int count = random.nextInt(Attributes.COUNT_MAX + 1); count > 0; count--) {
      values.put(ascii(1, 63), ascii(0, 255));
    }
    return new Attributes(values);
  }

  /** Letters only, since a name is not blank. */
  private String ascii(int lengthMin, int lengthMax) {
    return random
        .ints(random.nextInt(lengthMin, lengthMax + 1), 'A', '~' + 1)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private Bid bid(PeerId worker) {
    return new Bid(
        offerId(),
        worker,
        reservation(),
        load(),
        duration(),
        random.nextBoolean() ? Duration.ZERO : duration(),
        attributes(),
        random.nextInt(1, Offer.UNITS_MAX + 1));
  }

  ReservationId reservation() {
    return new ReservationId(random.nextLong());
  }

  Load load() {
    return new Load(
        random.nextInt(100),
        random.nextInt(100),
        random.nextInt(100),
        random.nextInt(1, 100),
        random.nextDouble(),
        random.nextDouble());
  }

  BidMessage bidMessage(PeerId worker) {
    return switch (random.nextInt(3)) {
      case 0 -> new BidMessage.Placed(bid(worker));
      case 1 ->
          new BidMessage.Refused(
              new Refusal(offerId(), worker, constant(RefusalReason.class), text(200)));
      default -> new BidMessage.Rejected(reservation());
    };
  }

  WorkMessage workMessage() {
    return switch (random.nextInt(9)) {
      case 0 -> award();
      case 1 -> new WorkMessage.Confirmation();
      case 2 -> new WorkMessage.Decline(constant(DeclineReason.class), text(200));
      case 3 -> new WorkMessage.Payload("text/plain", random.nextLong(Long.MAX_VALUE));
      case 4 -> new WorkMessage.Heartbeat(progress());
      case 5 ->
          new WorkMessage.Result(
              "application/json",
              random.nextLong(Long.MAX_VALUE),
              Bytes.wrap(Randomised.bytes(random, 0, 500)));
      case 6 -> new WorkMessage.WorkFailure(failure(), random.nextBoolean());
      case 7 -> new WorkMessage.Acknowledgement();
      default -> new WorkMessage.Cancel(text(200));
    };
  }

  Failure failure() {
    return new Failure(
        constant(FailureCode.class), text(Failure.DETAIL_LENGTH_MAX), random.nextBoolean());
  }

  Usage usage() {
    return new Usage(
        Duration.ofNanos(random.nextLong(Long.MAX_VALUE)),
        random.nextLong(Long.MAX_VALUE),
        random.nextLong(Long.MAX_VALUE));
  }

  Outcome outcome(PeerId requester, KeyPair worker) {
    JobStatus status =
        List.of(JobStatus.values()).stream()
            .filter(JobStatus::isFinal)
            .toList()
            .get(random.nextInt(5));
    AttemptId attempt = attemptId();
    boolean succeeded = status == JobStatus.SUCCEEDED;
    @Nullable Receipt receipt =
        succeeded ? ReceiptCodec.seal(worker, attempt, requester, digest(), usage()) : null;
    @Nullable Failure failure = succeeded ? null : failure();
    @Nullable PeerId last = succeeded || random.nextBoolean() ? worker.peerId() : null;
    return new Outcome(
        attempt.job(),
        type(),
        status,
        requester,
        last,
        random.nextInt(WireFields.ATTEMPT_MAX),
        random.nextInt(WireFields.ROUND_MAX),
        failure,
        receipt);
  }

  Announcement announcement(PeerId author) {
    TreeSet<WorkType> types = new TreeSet<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      types.add(type());
    }
    @Nullable Load load = types.isEmpty() ? null : load();
    return new Announcement(author, types, load, text(64));
  }

  WorkMessage.Award award() {
    return new WorkMessage.Award(
        attemptId(),
        reservation(),
        type(),
        random.nextLong(Long.MAX_VALUE),
        digest(),
        duration(),
        duration(),
        random.nextBoolean() ? null : trace());
  }

  private TraceParent trace() {
    return new TraceParent(
        "00-%016x%016x-%016x-%02x"
            .formatted(
                random.nextLong(),
                random.nextLong(1, Long.MAX_VALUE),
                random.nextLong(1, Long.MAX_VALUE),
                random.nextInt(256)));
  }

  private @Nullable Progress progress() {
    return random.nextBoolean() ? null : new Progress(random.nextInt(101), text(200));
  }

  private <E extends Enum<E>> E constant(Class<E> type) {
    E[] all = type.getEnumConstants();
    return all[random.nextInt(all.length)];
  }
}
