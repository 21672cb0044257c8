package io.grapevine.simulation;

/** How a worker behaves towards requesters, whatever its desk wants. */
enum Temper {
  /** Does what its desk says. */
  HONEST,
  /** Is honest, but takes twenty times as long. */
  SLOW,
  /** Bids as if it were idle where its desk refuses. */
  BOASTER,
  /** Never confirms an award. */
  MUTE,
  /** Takes the payload and is never heard of again. */
  SILENT,
  /** Fails every run, and says that others need not. */
  CLUMSY,
  /** Delivers results that do not fit their receipts. */
  FORGER
}
