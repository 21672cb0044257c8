package io.grapevine.coordination;

import io.grapevine.job.Bytes;
import io.grapevine.job.Receipt;
import io.grapevine.job.SignedOutcome;
import java.io.IOException;
import java.util.List;

/** Port: opens the envelopes in which outcomes travel. */
public interface OutcomeSeals {
  /**
   * Reads the outcomes of an envelope that was checked before.
   *
   * @throws IOException if it holds none
   */
  List<SignedOutcome> read(Bytes envelope) throws IOException;

  /**
   * Reads the outcomes of an envelope and checks that their requester signed it.
   *
   * @throws IOException if anything of that is wrong; the message says what
   */
  List<SignedOutcome> check(Bytes envelope) throws IOException;

  /** Whether the worker in a receipt signed it; costs as much as everything else together. */
  boolean isSigned(Receipt receipt);
}
