package io.grapevine.network;

import com.google.protobuf.ByteString;
import io.grapevine.job.Bytes;
import io.grapevine.job.Offer;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.util.ArrayList;
import java.util.List;

/** Offers as they are gossiped. */
final class OfferCodec {
  /** Longest encoded offer. */
  static final int BYTES_MAX = 16 << 10;

  private OfferCodec() {}

  /** Most offers in one message. */
  static final int OFFERS_MAX = 32;

  /** What a message has beside its offers and the record, at most. */
  private static final int OVERHEAD_BYTES = 16;

  /**
   * The offers of one message and where their requester says that it can be dialled.
   *
   * @param offers at least one; all of one requester and work type
   * @param requesterRecord signed peer record in its envelope, not opened yet; may be empty
   */
  record Heard(List<Offer> offers, Bytes requesterRecord) {}

  static byte[] encode(Offer offer, byte[] requesterRecord) {
    return encode(List.of(offer), requesterRecord).getFirst();
  }

  /**
   * Puts offers of one requester and type into as few messages as they fit in, in their order.
   *
   * @param offers at least one
   */
  static List<byte[]> encode(List<Offer> offers, byte[] requesterRecord) {
    List<io.grapevine.network.wire.Offer> encoded =
        offers.stream().map(OfferCodec::encode).toList();
    int room = BYTES_MAX - OVERHEAD_BYTES - requesterRecord.length;
    List<byte[]> messages = new ArrayList<>();
    for (List<io.grapevine.network.wire.Offer> part : Bundles.split(encoded, room, OFFERS_MAX)) {
      messages.add(
          part.getFirst().toBuilder()
              .setRequesterRecord(ByteString.copyFrom(requesterRecord))
              .addAllAlso(part.subList(1, part.size()))
              .build()
              .toByteArray());
    }
    return messages;
  }

  private static io.grapevine.network.wire.Offer encode(Offer offer) {
    return io.grapevine.network.wire.Offer.newBuilder()
        .setJobId(WireFields.jobId(offer.id().job()))
        .setRound(offer.id().round())
        .setWorkType(offer.type().name())
        .setRequester(WireFields.peerId(offer.requester()))
        .setPayloadSize(offer.payloadSize())
        .setPayloadDigest(WireFields.digest(offer.payloadDigest()))
        .setBidWindowMs(WireFields.millis(offer.bidWindow()))
        .setTimeLeftMs(WireFields.millis(offer.timeLeft()))
        .setSamplingMillionths(offer.samplingRate())
        .addAllHardRequirements(RequirementCodec.encode(offer.requirements().hard()))
        .addAllSoftRequirements(RequirementCodec.encode(offer.requirements().soft()))
        .setUnits(offer.units())
        .build();
  }

  /**
   * Reads a message.
   *
   * @throws MalformedException if one of its offers is not sound or not of the same requester and
   *     type as the first
   */
  static Heard decode(byte[] encoded) throws MalformedException {
    WireFields.require(encoded.length <= BYTES_MAX, "offer is longer than " + BYTES_MAX + " bytes");
    var first = WireFields.parse(io.grapevine.network.wire.Offer.parser(), encoded);
    ByteString origin = first.getRequesterRecord();
    WireFields.require(origin.size() <= SignedEnvelope.MAX_BYTES, "peer record is too long");
    WireFields.require(first.getAlsoCount() < OFFERS_MAX, "too many offers in one message");
    List<Offer> offers = new ArrayList<>(1 + first.getAlsoCount());
    offers.add(decode(first));
    for (var further : first.getAlsoList()) {
      WireFields.require(
          further.getAlsoCount() == 0 && further.getRequesterRecord().isEmpty(),
          "a further offer has no record and no offers of its own");
      Offer offer = decode(further);
      WireFields.require(
          offer.requester().equals(offers.getFirst().requester())
              && offer.type().equals(offers.getFirst().type()),
          "the offers of one message are of one requester and type");
      offers.add(offer);
    }
    return new Heard(offers, Bytes.wrap(origin.toByteArray()));
  }

  private static Offer decode(io.grapevine.network.wire.Offer offer) throws MalformedException {
    return WireFields.sound(
        () ->
            new Offer(
                WireFields.offerId(offer.getJobId(), offer.getRound()),
                WireFields.workType(offer.getWorkType()),
                WireFields.peerId(offer.getRequester()),
                WireFields.size(offer.getPayloadSize()),
                WireFields.digest(offer.getPayloadDigest()),
                WireFields.duration(offer.getBidWindowMs()),
                WireFields.duration(offer.getTimeLeftMs()),
                offer.getSamplingMillionths(),
                RequirementCodec.requirements(
                    offer.getHardRequirementsList(), offer.getSoftRequirementsList()),
                RequirementCodec.units(offer.getUnits())));
  }
}
