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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Outcomes in the envelope that their requester signs. */
final class OutcomeCodec {
  static final String DOMAIN = "grapevine-outcome";
  private static final byte[] PAYLOAD_TYPE =
      "/grapevine/1/outcome".getBytes(StandardCharsets.US_ASCII);

  private OutcomeCodec() {}

  /** Signs an outcome of this peer. */
  static SignedOutcome seal(KeyPair requester, Outcome outcome) {
    if (!outcome.requester().equals(requester.peerId())) {
      throw new IllegalArgumentException("a peer signs only outcomes of its own jobs");
    }
    byte[] statement = encode(outcome).toByteArray();
    SignedEnvelope envelope = SignedEnvelope.seal(requester, DOMAIN, PAYLOAD_TYPE, statement);
    return new SignedOutcome(outcome, Bytes.wrap(envelope.encoded()));
  }

  /**
   * Reads an outcome and checks that its requester signed it and, on success, that its worker
   * signed a receipt for the same job and requester.
   *
   * @throws MalformedException if it cannot be read or any of that does not hold
   */
  static SignedOutcome open(byte[] envelope) throws MalformedException {
    SignedEnvelope opened = SignedEnvelope.open(envelope, DOMAIN);
    WireFields.require(
        Arrays.equals(opened.payloadType(), PAYLOAD_TYPE), "the envelope holds no outcome");
    Outcome outcome = decode(opened.payload());
    WireFields.require(
        outcome.requester().equals(opened.peerId()), "the outcome is not signed by its requester");
    return new SignedOutcome(outcome, Bytes.wrap(envelope));
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

  private static Outcome decode(byte[] statement) throws MalformedException {
    var message = WireFields.parse(io.grapevine.network.wire.Outcome.parser(), statement);
    @Nullable Failure failure =
        message.hasFailure() ? FailureCodec.decode(message.getFailure()) : null;
    @Nullable PeerId worker =
        message.getWorker().isEmpty() ? null : WireFields.peerId(message.getWorker());
    @Nullable Receipt receipt =
        message.getReceipt().isEmpty()
            ? null
            : ReceiptCodec.open(message.getReceipt().toByteArray());
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
