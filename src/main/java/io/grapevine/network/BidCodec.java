package io.grapevine.network;

import io.grapevine.job.Bid;
import io.grapevine.job.Refusal;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.wire.BidFrame;
import io.grapevine.network.wire.RefusalReason;
import io.grapevine.network.wire.Rejection;

/** Frames of a bid stream. */
final class BidCodec {
  /** Longest frame, in bytes. */
  static final int FRAME_MAX = 16 << 10;

  private BidCodec() {}

  static BidFrame encode(BidMessage message) {
    BidFrame.Builder frame = BidFrame.newBuilder();
    switch (message) {
      case BidMessage.Placed placed -> frame.setBid(bid(placed.bid()));
      case BidMessage.Refused refused -> frame.setRefusal(refusal(refused.refusal()));
      case BidMessage.Rejected rejected ->
          frame.setRejection(Rejection.newBuilder().setReservation(rejected.reservation().value()));
    }
    return frame.build();
  }

  /**
   * Reads a frame.
   *
   * @param sender the remote peer of the stream, who is the worker in what it says
   */
  static BidMessage decode(byte[] encoded, PeerId sender) throws MalformedException {
    BidFrame frame = WireFields.parse(BidFrame.parser(), encoded);
    return switch (frame.getKindCase()) {
      case BID -> new BidMessage.Placed(bid(frame.getBid(), sender));
      case REFUSAL -> new BidMessage.Refused(refusal(frame.getRefusal(), sender));
      case REJECTION ->
          new BidMessage.Rejected(new ReservationId(frame.getRejection().getReservation()));
      case KIND_NOT_SET -> throw new MalformedException("bid frame of no known kind");
    };
  }

  private static io.grapevine.network.wire.Bid bid(Bid bid) {
    return io.grapevine.network.wire.Bid.newBuilder()
        .setJobId(WireFields.jobId(bid.offer().job()))
        .setRound(bid.offer().round())
        .setReservation(bid.reservation().value())
        .setLoad(LoadCodec.encode(bid.load()))
        .setValidForMs(WireFields.millis(bid.validFor()))
        .setStartsInMs(RequirementCodec.wait(bid.startsIn()))
        .addAllAttributes(RequirementCodec.encode(bid.attributes()))
        .setUnits(bid.units())
        .build();
  }

  private static Bid bid(io.grapevine.network.wire.Bid bid, PeerId worker)
      throws MalformedException {
    return WireFields.sound(
        () ->
            new Bid(
                WireFields.offerId(bid.getJobId(), bid.getRound()),
                worker,
                new ReservationId(bid.getReservation()),
                LoadCodec.decode(bid.getLoad()),
                WireFields.duration(bid.getValidForMs()),
                RequirementCodec.wait(bid.getStartsInMs()),
                RequirementCodec.attributes(bid.getAttributesList()),
                RequirementCodec.units(bid.getUnits())));
  }

  private static io.grapevine.network.wire.Refusal refusal(Refusal refusal) {
    return io.grapevine.network.wire.Refusal.newBuilder()
        .setJobId(WireFields.jobId(refusal.offer().job()))
        .setRound(refusal.offer().round())
        .setReason(WireFields.wireConstant(RefusalReason.class, refusal.reason()))
        .setDetail(WireFields.shortened(refusal.detail(), WireFields.DETAIL_LENGTH_MAX))
        .build();
  }

  private static Refusal refusal(io.grapevine.network.wire.Refusal refusal, PeerId worker)
      throws MalformedException {
    return new Refusal(
        WireFields.offerId(refusal.getJobId(), refusal.getRound()),
        worker,
        WireFields.constant(io.grapevine.job.RefusalReason.class, refusal.getReason()),
        WireFields.text(refusal.getDetail(), WireFields.DETAIL_LENGTH_MAX, "detail"));
  }
}
