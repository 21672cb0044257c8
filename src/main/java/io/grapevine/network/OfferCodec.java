package io.grapevine.network;

import com.google.protobuf.ByteString;
import io.grapevine.job.Bytes;
import io.grapevine.job.Offer;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;

/** Offers as they are gossiped. */
final class OfferCodec {
  /** Longest encoded offer. */
  static final int BYTES_MAX = 16 << 10;

  private OfferCodec() {}

  /**
   * An offer and where its requester says that it can be dialled.
   *
   * @param requesterRecord signed peer record in its envelope, not opened yet; may be empty
   */
  record Heard(Offer offer, Bytes requesterRecord) {}

  static byte[] encode(Offer offer, byte[] requesterRecord) {
    return io.grapevine.network.wire.Offer.newBuilder()
        .setJobId(WireFields.jobId(offer.id().job()))
        .setRound(offer.id().round())
        .setWorkType(offer.type().name())
        .setRequester(WireFields.peerId(offer.requester()))
        .setPayloadSize(offer.payloadSize())
        .setPayloadDigest(WireFields.digest(offer.payloadDigest()))
        .setBidWindowMs(WireFields.millis(offer.bidWindow()))
        .setTimeLeftMs(WireFields.millis(offer.timeLeft()))
        .setSamplingRate(offer.samplingRate())
        .addAllHardRequirements(RequirementCodec.encode(offer.requirements().hard()))
        .addAllSoftRequirements(RequirementCodec.encode(offer.requirements().soft()))
        .setUnits(offer.units())
        .setRequesterRecord(ByteString.copyFrom(requesterRecord))
        .build()
        .toByteArray();
  }

  static Heard decode(byte[] encoded) throws MalformedException {
    WireFields.require(encoded.length <= BYTES_MAX, "offer is longer than " + BYTES_MAX + " bytes");
    var offer = WireFields.parse(io.grapevine.network.wire.Offer.parser(), encoded);
    ByteString origin = offer.getRequesterRecord();
    WireFields.require(origin.size() <= SignedEnvelope.MAX_BYTES, "peer record is too long");
    return WireFields.sound(
        () ->
            new Heard(
                new Offer(
                    WireFields.offerId(offer.getJobId(), offer.getRound()),
                    WireFields.workType(offer.getWorkType()),
                    WireFields.peerId(offer.getRequester()),
                    WireFields.size(offer.getPayloadSize()),
                    WireFields.digest(offer.getPayloadDigest()),
                    WireFields.duration(offer.getBidWindowMs()),
                    WireFields.duration(offer.getTimeLeftMs()),
                    offer.getSamplingRate(),
                    RequirementCodec.requirements(
                        offer.getHardRequirementsList(), offer.getSoftRequirementsList()),
                    RequirementCodec.units(offer.getUnits())),
                Bytes.wrap(origin.toByteArray())));
  }
}
