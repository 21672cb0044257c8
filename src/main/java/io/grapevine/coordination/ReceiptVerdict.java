package io.grapevine.coordination;

/** What a peer knows of the receipt in an outcome that it heard. */
public enum ReceiptVerdict {
  /** There is no receipt, since the job did not succeed. */
  NONE,
  /** Nobody has looked at the worker's signature yet, so the work is in no sum. */
  UNCHECKED,
  /** The worker signed it. */
  SIGNED,
  /** The worker in it did not sign it: its requester lies, and the work is in no sum. */
  FORGED,
  /**
   * The worker signed it, but this ledger has dropped outcomes of younger jobs of that requester:
   * this one may have been among those dropped, so the work is not counted, lest it count twice.
   */
  STALE
}
