package io.grapevine.worker;

/** What a bid holds and an attempt has. */
enum Seat {
  /** The handler can run at once. */
  SLOT,
  /** The attempt waits until a slot is free. */
  QUEUE
}
