package io.grapevine.network;

import com.google.protobuf.MessageLite;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bid;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Failure;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.Refusal;
import io.grapevine.job.ReservationId;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.MessageSigner;
import io.grapevine.libp2p.gossip.RpcEncoder;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * How many bytes the production codecs make of what peers say to each other, for simulations that
 * count bytes and send none. What is signed is signed here by keys of this moment: sizes do not
 * depend on the keys. Noise, Yamux, TCP and the opening of streams are not in it.
 */
public final class WireSizes {
  /** So long that the lengths around an offer take as many bytes as they do around others. */
  private static final int OFFER_BYTES_TYPICAL = 300;

  private final KeyPair requester = KeyPair.generate(new SecureRandom());
  private final KeyPair worker = KeyPair.generate(new SecureRandom());
  private final MessageSigner signer = new MessageSigner(requester);
  private final byte[] record = record(requester);
  private final WorkType type;
  private final int offerWrapping;
  private final int receipt;
  private final int outcome;

  /** Sizes of what is said about jobs of this type. */
  public WireSizes(WorkType type, Usage usage) {
    this.type = type;
    AttemptId attempt = new AttemptId(new JobId(new UUID(0x7000L, Long.MIN_VALUE)), 1);
    Content result = Content.of(Content.JSON, new byte[0]);
    Receipt sealed = ReceiptCodec.seal(worker, attempt, requester.peerId(), result.digest(), usage);
    this.receipt = sealed.envelope().size();
    this.offerWrapping =
        gossiped(Topics.offers(type), new byte[OFFER_BYTES_TYPICAL]) - OFFER_BYTES_TYPICAL;
    this.outcome =
        gossiped(
            Topics.OUTCOMES,
            OutcomeCodec.seal(
                    requester,
                    new Outcome(
                        attempt.job(),
                        type,
                        JobStatus.SUCCEEDED,
                        requester.peerId(),
                        worker.peerId(),
                        1,
                        1,
                        null,
                        sealed))
                .envelope()
                .array());
  }

  /** One copy of an offer in gossip. */
  public int offer(Offer offer) {
    return OfferCodec.encode(offer, record).length + offerWrapping;
  }

  /** One copy of the outcome of a job that succeeded, in gossip. */
  public int outcome() {
    return outcome;
  }

  public int bid(Bid bid) {
    return framed(BidCodec.encode(new BidMessage.Placed(bid)));
  }

  public int refusal(Refusal refusal) {
    return framed(BidCodec.encode(new BidMessage.Refused(refusal)));
  }

  public int rejection(ReservationId reservation) {
    return framed(BidCodec.encode(new BidMessage.Rejected(reservation)));
  }

  /** An award of such content. */
  public int award(
      AttemptId attempt,
      ReservationId reservation,
      Content payload,
      Duration timeLeft,
      Duration lease) {
    return framed(
        new WorkMessage.Award(
            attempt, reservation, type, payload.size(), payload.digest(), timeLeft, lease));
  }

  public int confirmation() {
    return framed(new WorkMessage.Confirmation());
  }

  public int decline(DeclineReason reason, String detail) {
    return framed(new WorkMessage.Decline(reason, detail));
  }

  public int payload(Content payload) {
    return framed(new WorkMessage.Payload(payload.mediaType(), payload.size())) + payload.size();
  }

  public int heartbeat() {
    return framed(new WorkMessage.Heartbeat(null));
  }

  public int result(Content result) {
    int head =
        framed(
            new WorkMessage.Result(
                result.mediaType(), result.size(), io.grapevine.job.Bytes.wrap(new byte[receipt])));
    return head + result.size();
  }

  public int failure(Failure failure) {
    return framed(new WorkMessage.WorkFailure(failure, true));
  }

  public int acknowledgement() {
    return framed(new WorkMessage.Acknowledgement());
  }

  public int cancellation(String reason) {
    return framed(new WorkMessage.Cancel(reason));
  }

  /** A peer record with one address, in its envelope. */
  private static byte[] record(KeyPair keys) {
    try {
      Multiaddr address = Multiaddr.parse("/ip4/192.0.2.17/tcp/4001");
      return new PeerRecord(keys.peerId(), 1, List.of(address)).seal(keys).encoded();
    } catch (MalformedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private int gossiped(String topic, byte[] content) {
    GossipMessage message = signer.sign(1L << 60, topic, content);
    return RpcEncoder.frameHead(message).length + message.size();
  }

  private static int framed(WorkMessage message) {
    return framed(WorkCodec.encode(message));
  }

  private static int framed(MessageLite message) {
    int size = message.getSerializedSize();
    return UnsignedVarint.sizeOf(size) + size;
  }
}
