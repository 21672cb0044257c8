package io.grapevine.network;

import com.google.protobuf.ByteString;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Bytes;
import io.grapevine.job.Progress;
import io.grapevine.job.ReservationId;
import io.grapevine.job.TraceParent;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.network.WorkMessage.WorkFailure;
import io.grapevine.network.wire.Acknowledgement;
import io.grapevine.network.wire.Award;
import io.grapevine.network.wire.Cancel;
import io.grapevine.network.wire.Confirmation;
import io.grapevine.network.wire.Decline;
import io.grapevine.network.wire.DeclineReason;
import io.grapevine.network.wire.Heartbeat;
import io.grapevine.network.wire.Payload;
import io.grapevine.network.wire.Result;
import io.grapevine.network.wire.WorkFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Frames of a work stream. */
final class WorkCodec {
  /** Longest frame, in bytes, without the content that may follow it. */
  static final int FRAME_MAX = 16 << 10;

  private static final int MEDIA_TYPE_LENGTH_MAX = 255;
  private static final int PROGRESS_MESSAGE_LENGTH_MAX = 200;
  private static final int PERCENT_MAX = 100;

  private WorkCodec() {}

  static WorkFrame encode(WorkMessage message) {
    WorkFrame.Builder frame = WorkFrame.newBuilder();
    switch (message) {
      case WorkMessage.Award award -> frame.setAward(award(award));
      case WorkMessage.Confirmation _ -> frame.setConfirmation(Confirmation.getDefaultInstance());
      case WorkMessage.Decline decline ->
          frame.setDecline(
              Decline.newBuilder()
                  .setReason(WireFields.wireConstant(DeclineReason.class, decline.reason()))
                  .setDetail(shortened(decline.detail())));
      case WorkMessage.Payload payload ->
          frame.setPayload(
              Payload.newBuilder().setMediaType(payload.mediaType()).setSize(payload.size()));
      case WorkMessage.Heartbeat heartbeat -> frame.setHeartbeat(heartbeat(heartbeat));
      case WorkMessage.Result result ->
          frame.setResult(
              Result.newBuilder()
                  .setMediaType(result.mediaType())
                  .setSize(result.size())
                  .setReceipt(ByteString.copyFrom(result.receipt().array())));
      case WorkFailure failed ->
          frame.setFailure(
              io.grapevine.network.wire.WorkFailure.newBuilder()
                  .setFailure(FailureCodec.encode(failed.failure()))
                  .setNotBegun(!failed.begun()));
      case WorkMessage.Acknowledgement _ ->
          frame.setAcknowledgement(Acknowledgement.getDefaultInstance());
      case WorkMessage.Cancel cancel ->
          frame.setCancel(Cancel.newBuilder().setReason(shortened(cancel.reason())));
    }
    return frame.build();
  }

  static WorkMessage decode(byte[] encoded) throws MalformedException {
    WorkFrame frame = WireFields.parse(WorkFrame.parser(), encoded);
    return switch (frame.getKindCase()) {
      case AWARD -> award(frame.getAward());
      case CONFIRMATION -> new WorkMessage.Confirmation();
      case DECLINE -> decline(frame.getDecline());
      case PAYLOAD ->
          new WorkMessage.Payload(
              mediaType(frame.getPayload().getMediaType()),
              WireFields.size(frame.getPayload().getSize()));
      case HEARTBEAT -> heartbeat(frame.getHeartbeat());
      case RESULT -> result(frame.getResult());
      case FAILURE ->
          new WorkFailure(
              FailureCodec.decode(frame.getFailure().getFailure()),
              !frame.getFailure().getNotBegun());
      case ACKNOWLEDGEMENT -> new WorkMessage.Acknowledgement();
      case CANCEL -> new WorkMessage.Cancel(detail(frame.getCancel().getReason()));
      case KIND_NOT_SET -> throw new MalformedException("work frame of no known kind");
    };
  }

  private static Award award(WorkMessage.Award award) {
    Award.Builder encoded =
        Award.newBuilder()
            .setJobId(WireFields.jobId(award.attempt().job()))
            .setAttempt(award.attempt().number())
            .setReservation(award.reservation().value())
            .setWorkType(award.type().name())
            .setPayloadSize(award.payloadSize())
            .setPayloadDigest(WireFields.digest(award.payloadDigest()))
            .setTimeLeftMs(WireFields.millis(award.timeLeft()))
            .setLeaseMs(WireFields.millis(award.lease()));
    TraceParent trace = award.trace();
    if (trace != null) {
      encoded.setTraceparent(ByteString.copyFromUtf8(trace.text()));
    }
    return encoded.build();
  }

  private static WorkMessage.Award award(Award award) throws MalformedException {
    return new WorkMessage.Award(
        new AttemptId(
            WireFields.jobId(award.getJobId()),
            WireFields.between(award.getAttempt(), 1, WireFields.ATTEMPT_MAX, "attempt")),
        new ReservationId(award.getReservation()),
        WireFields.workType(award.getWorkType()),
        WireFields.size(award.getPayloadSize()),
        WireFields.digest(award.getPayloadDigest()),
        WireFields.duration(award.getTimeLeftMs()),
        WireFields.duration(award.getLeaseMs()),
        trace(award.getTraceparent()));
  }

  /** A trace is no part of the work: what is wrong with it is not held against its sender. */
  private static @Nullable TraceParent trace(ByteString text) {
    return text.isEmpty() || text.size() > TraceParent.LENGTH_MAX
        ? null
        : TraceParent.parse(text.toString(StandardCharsets.ISO_8859_1)).orElse(null);
  }

  private static WorkMessage.Decline decline(Decline decline) throws MalformedException {
    return new WorkMessage.Decline(
        WireFields.constant(io.grapevine.job.DeclineReason.class, decline.getReason()),
        detail(decline.getDetail()));
  }

  private static Heartbeat heartbeat(WorkMessage.Heartbeat heartbeat) {
    Progress progress = heartbeat.progress();
    if (progress == null) {
      return Heartbeat.getDefaultInstance();
    }
    return Heartbeat.newBuilder()
        .setProgress(
            io.grapevine.network.wire.Progress.newBuilder()
                .setPercent(progress.percent())
                .setMessage(progress.message()))
        .build();
  }

  private static WorkMessage.Heartbeat heartbeat(Heartbeat heartbeat) throws MalformedException {
    if (!heartbeat.hasProgress()) {
      return new WorkMessage.Heartbeat(null);
    }
    var progress = heartbeat.getProgress();
    return new WorkMessage.Heartbeat(
        new Progress(
            WireFields.between(progress.getPercent(), 0, PERCENT_MAX, "percent"),
            WireFields.text(progress.getMessage(), PROGRESS_MESSAGE_LENGTH_MAX, "message")));
  }

  private static WorkMessage.Result result(Result result) throws MalformedException {
    WireFields.require(
        result.getReceipt().size() <= SignedEnvelope.MAX_BYTES, "receipt is too long");
    return new WorkMessage.Result(
        mediaType(result.getMediaType()),
        WireFields.size(result.getSize()),
        Bytes.wrap(result.getReceipt().toByteArray()));
  }

  private static String mediaType(String mediaType) throws MalformedException {
    WireFields.require(!mediaType.isBlank(), "media type is missing");
    return WireFields.text(mediaType, MEDIA_TYPE_LENGTH_MAX, "media type");
  }

  private static String detail(String detail) throws MalformedException {
    return WireFields.text(detail, WireFields.DETAIL_LENGTH_MAX, "detail");
  }

  private static String shortened(String detail) {
    return WireFields.shortened(detail, WireFields.DETAIL_LENGTH_MAX);
  }
}
