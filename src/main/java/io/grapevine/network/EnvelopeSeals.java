package io.grapevine.network;

import io.grapevine.coordination.OutcomeSeals;
import io.grapevine.job.Bytes;
import io.grapevine.job.Receipt;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.util.List;

/** Opens the envelopes of outcomes as they are gossiped. */
public enum EnvelopeSeals implements OutcomeSeals {
  /** The only one, for it has no state. */
  INSTANCE;

  @Override
  public List<SignedOutcome> read(Bytes envelope) throws MalformedException {
    return OutcomeCodec.reread(envelope.array());
  }

  @Override
  public List<SignedOutcome> check(Bytes envelope) throws MalformedException {
    return OutcomeCodec.hear(envelope.array());
  }

  @Override
  public boolean isSigned(Receipt receipt) {
    return ReceiptCodec.isSigned(receipt);
  }
}
