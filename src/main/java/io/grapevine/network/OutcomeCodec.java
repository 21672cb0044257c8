package io.grapevine.network;

import com.google.protobuf.ByteString;
import io.grapevine.job.Bytes;
import io.grapevine.job.Failure;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.wire.OutcomeStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Outcomes in the envelope that their requester signs. */
final class OutcomeCodec {
  static final String DOMAIN = "grapevine-outcome";
  private static final byte[] PAYLOAD_TYPE =
      "/grapevine/1/outcome".getBytes(StandardCharsets.US_ASCII);

  private OutcomeCodec() {}

  /** Most outcomes in one envelope. */
  static final int OUTCOMES_MAX = 32;

  /** Key, type, signature and the fields around them, generously. */
  private static final int OVERHEAD_BYTES = 256;

  /** Signs an outcome of this peer. */
  static SignedOutcome seal(KeyPair requester, Outcome outcome) {
    return seal(requester, List.of(outcome)).getFirst();
  }

  /**
   * Signs outcomes of this peer, as many as fit in one envelope. Each knows its envelope, and those
   * with the same one follow each other.
   *
   * @param outcomes at least one
   */
  static List<SignedOutcome> seal(KeyPair requester, List<Outcome> outcomes) {
    List<io.grapevine.network.wire.Outcome> encoded = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      if (!outcome.requester().equals(requester.peerId())) {
        throw new IllegalArgumentException("a peer signs only outcomes of its own jobs");
      }
      encoded.add(encode(outcome));
    }
    List<SignedOutcome> signed = new ArrayList<>();
    int room = SignedEnvelope.MAX_BYTES - OVERHEAD_BYTES;
    for (List<io.grapevine.network.wire.Outcome> part :
        Bundles.split(encoded, room, OUTCOMES_MAX)) {
      byte[] statement =
          part.getFirst().toBuilder()
              .addAllAlso(part.subList(1, part.size()))
              .build()
              .toByteArray();
      Bytes envelope =
          Bytes.wrap(SignedEnvelope.seal(requester, DOMAIN, PAYLOAD_TYPE, statement).encoded());
      for (int i = 0; i < part.size(); i++) {
        signed.add(new SignedOutcome(outcomes.get(signed.size()), envelope, i));
      }
    }
    return signed;
  }

  /**
   * Reads the outcomes of an envelope and checks that their requester signed it and that each
   * receipt is for the same job, requester and worker. Whether the worker signed the receipt is not
   * checked here, since that costs as much as all the rest for each outcome: the requester has
   * checked it before it believed the result, and others do before they count the work.
   *
   * @throws MalformedException if it cannot be read or any of that does not hold
   */
  static List<SignedOutcome> hear(byte[] envelope) throws MalformedException {
    return read(SignedEnvelope.open(envelope, DOMAIN));
  }

  /**
   * Reads the outcomes of an envelope that was checked before.
   *
   * @throws MalformedException if it cannot be read
   */
  static List<SignedOutcome> reread(byte[] envelope) throws MalformedException {
    return read(SignedEnvelope.read(envelope));
  }

  private static List<SignedOutcome> read(SignedEnvelope envelope) throws MalformedException {
    WireFields.require(
        Arrays.equals(envelope.payloadType(), PAYLOAD_TYPE), "the envelope holds no outcome");
    var first = WireFields.parse(io.grapevine.network.wire.Outcome.parser(), envelope.payload());
    WireFields.require(first.getAlsoCount() < OUTCOMES_MAX, "too many outcomes in one envelope");
    Bytes encoded = Bytes.wrap(envelope.encoded());
    List<SignedOutcome> outcomes = new ArrayList<>(1 + first.getAlsoCount());
    outcomes.add(new SignedOutcome(decode(first), encoded, 0));
    for (var further : first.getAlsoList()) {
      WireFields.require(
          further.getAlsoCount() == 0, "a further outcome has no outcomes of its own");
      outcomes.add(new SignedOutcome(decode(further), encoded, outcomes.size()));
    }
    for (SignedOutcome outcome : outcomes) {
      WireFields.require(
          outcome.outcome().requester().equals(envelope.peerId()),
          "the outcome is not signed by its requester");
    }
    return outcomes;
  }

  static io.grapevine.network.wire.Outcome encode(Outcome outcome) {
    var message =
        io.grapevine.network.wire.Outcome.newBuilder()
            .setJobId(WireFields.jobId(outcome.job()))
            .setWorkType(outcome.type().name())
            .setStatus(WireFields.wireConstant(OutcomeStatus.class, outcome.status()))
            .setRequester(WireFields.peerId(outcome.requester()))
            .setAttempts(outcome.attempts())
            .setRounds(outcome.rounds());
    PeerId worker = outcome.worker();
    if (worker != null) {
      message.setWorker(WireFields.peerId(worker));
    }
    Failure failure = outcome.failure();
    if (failure != null) {
      message.setFailure(FailureCodec.encode(failure));
    }
    Receipt receipt = outcome.receipt();
    if (receipt != null) {
      message.setReceipt(ByteString.copyFrom(receipt.envelope().array()));
    }
    return message.build();
  }

  private static Outcome decode(io.grapevine.network.wire.Outcome message)
      throws MalformedException {
    @Nullable Failure failure =
        message.hasFailure() ? FailureCodec.decode(message.getFailure()) : null;
    @Nullable PeerId worker =
        message.getWorker().isEmpty() ? null : WireFields.peerId(message.getWorker());
    @Nullable Receipt receipt =
        message.getReceipt().isEmpty()
            ? null
            : ReceiptCodec.read(message.getReceipt().toByteArray());
    PeerId requester = WireFields.peerId(message.getRequester());
    WireFields.require(
        receipt == null || receipt.requester().equals(requester),
        "the receipt is for another requester");
    return WireFields.sound(
        () ->
            new Outcome(
                WireFields.jobId(message.getJobId()),
                WireFields.workType(message.getWorkType()),
                WireFields.constant(JobStatus.class, message.getStatus()),
                requester,
                worker,
                WireFields.between(message.getAttempts(), 0, WireFields.ATTEMPT_MAX, "attempts"),
                WireFields.between(message.getRounds(), 0, WireFields.ROUND_MAX, "rounds"),
                failure,
                receipt));
  }
}
