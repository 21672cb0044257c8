package io.grapevine.coordination;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.grapevine.job.Bytes;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.SignedOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Knows the envelopes that it made; those that it was told are forged do not pass a check. */
public final class SampleSeals implements OutcomeSeals {
  private final Map<Bytes, List<SignedOutcome>> sealed = new ConcurrentHashMap<>();
  private final Map<Bytes, Boolean> forged = new ConcurrentHashMap<>();
  private final Map<Receipt, Boolean> forgedReceipts = new ConcurrentHashMap<>();

  /** An envelope that holds these, unlike any other. */
  public List<SignedOutcome> seal(Outcome... outcomes) {
    Bytes envelope = Bytes.wrap(("envelope " + sealed.size()).getBytes(US_ASCII));
    List<SignedOutcome> signed = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      signed.add(new SignedOutcome(outcome, envelope, signed.size()));
    }
    sealed.put(envelope, signed);
    return signed;
  }

  /** From now on a signature in this one is found to be wrong. */
  public void forge(Bytes envelope) {
    forged.put(envelope, true);
  }

  @Override
  public List<SignedOutcome> read(Bytes envelope) throws IOException {
    List<SignedOutcome> signed = sealed.get(envelope);
    if (signed == null) {
      throw new IOException("nobody sealed this");
    }
    return signed;
  }

  /** From now on the worker did not sign this receipt. */
  public void forge(Receipt receipt) {
    forgedReceipts.put(receipt, true);
  }

  @Override
  public boolean isSigned(Receipt receipt) {
    return !forgedReceipts.containsKey(receipt);
  }

  @Override
  public List<SignedOutcome> check(Bytes envelope) throws IOException {
    if (forged.containsKey(envelope)) {
      throw new IOException("envelope has a wrong signature");
    }
    return read(envelope);
  }
}
