package io.grapevine.network;

import io.grapevine.job.Failure;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.network.wire.FailureCode;

/** Why a job or an attempt did not succeed. */
final class FailureCodec {
  private FailureCodec() {}

  static io.grapevine.network.wire.Failure encode(Failure failure) {
    return io.grapevine.network.wire.Failure.newBuilder()
        .setCode(WireFields.wireConstant(FailureCode.class, failure.code()))
        .setDetail(failure.detail())
        .setRetryable(failure.retryable())
        .build();
  }

  static Failure decode(io.grapevine.network.wire.Failure failure) throws MalformedException {
    return new Failure(
        WireFields.constant(io.grapevine.job.FailureCode.class, failure.getCode()),
        WireFields.text(failure.getDetail(), Failure.DETAIL_LENGTH_MAX, "detail"),
        failure.getRetryable());
  }
}
