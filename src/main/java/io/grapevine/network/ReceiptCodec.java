package io.grapevine.network;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bytes;
import io.grapevine.job.Digest;
import io.grapevine.job.Receipt;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** Receipts in the envelope that their worker signs. */
final class ReceiptCodec {
  static final String DOMAIN = "grapevine-receipt";
  private static final byte[] PAYLOAD_TYPE =
      "/grapevine/1/receipt".getBytes(StandardCharsets.US_ASCII);

  private ReceiptCodec() {}

  /** States, with the signature of this peer as the worker, what it did. */
  static Receipt seal(
      KeyPair worker, AttemptId attempt, PeerId requester, Digest result, Usage usage) {
    byte[] statement =
        io.grapevine.network.wire.Receipt.newBuilder()
            .setJobId(WireFields.jobId(attempt.job()))
            .setAttempt(attempt.number())
            .setRequester(WireFields.peerId(requester))
            .setWorker(WireFields.peerId(worker.peerId()))
            .setResultDigest(WireFields.digest(result))
            .setRunTimeNs(usage.runTime().toNanos())
            .setPayloadSize(usage.payloadSize())
            .setResultSize(usage.resultSize())
            .build()
            .toByteArray();
    SignedEnvelope envelope = SignedEnvelope.seal(worker, DOMAIN, PAYLOAD_TYPE, statement);
    return new Receipt(
        attempt, requester, worker.peerId(), result, usage, Bytes.wrap(envelope.encoded()));
  }

  /**
   * Reads a receipt and checks that the worker in it signed it.
   *
   * @throws MalformedException if it cannot be read or somebody else signed it
   */
  static Receipt open(byte[] envelope) throws MalformedException {
    return read(SignedEnvelope.open(envelope, DOMAIN));
  }

  /**
   * Reads a receipt that bears its worker's key, without checking the signature.
   *
   * @throws MalformedException if it cannot be read or bears another key
   */
  static Receipt read(byte[] envelope) throws MalformedException {
    return read(SignedEnvelope.read(envelope));
  }

  /** Whether a receipt that was read without a look at the signature is what its worker signed. */
  static boolean isSigned(Receipt receipt) {
    try {
      return open(receipt.envelope().array()).equals(receipt);
    } catch (MalformedException forged) {
      return false;
    }
  }

  private static Receipt read(SignedEnvelope envelope) throws MalformedException {
    WireFields.require(
        Arrays.equals(envelope.payloadType(), PAYLOAD_TYPE), "the envelope holds no receipt");
    Receipt receipt = decode(envelope.payload(), envelope.encoded());
    WireFields.require(
        receipt.worker().equals(envelope.peerId()), "the receipt is not signed by its worker");
    return receipt;
  }

  private static Receipt decode(byte[] statement, byte[] envelope) throws MalformedException {
    var receipt = WireFields.parse(io.grapevine.network.wire.Receipt.parser(), statement);
    return new Receipt(
        new AttemptId(
            WireFields.jobId(receipt.getJobId()),
            WireFields.between(receipt.getAttempt(), 1, WireFields.ATTEMPT_MAX, "attempt")),
        WireFields.peerId(receipt.getRequester()),
        WireFields.peerId(receipt.getWorker()),
        WireFields.digest(receipt.getResultDigest()),
        new Usage(
            Duration.ofNanos(WireFields.size(receipt.getRunTimeNs())),
            WireFields.size(receipt.getPayloadSize()),
            WireFields.size(receipt.getResultSize())),
        Bytes.wrap(envelope));
  }
}
