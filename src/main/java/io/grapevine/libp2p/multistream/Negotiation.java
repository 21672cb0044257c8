package io.grapevine.libp2p.multistream;

/**
 * Where a negotiation stands after some bytes. Whatever it is, its bytes to send go out first, in
 * one write.
 */
public sealed interface Negotiation {

  /** What to send now, possibly nothing; not to be modified. */
  byte[] toSend();

  /** More bytes of the other side are needed. */
  // The array is an immutable value by contract.
  @SuppressWarnings("ArrayRecordComponent")
  record Pending(byte[] toSend) implements Negotiation {}

  /** Both sides will speak this protocol; all bytes from here on belong to it. */
  // The array is an immutable value by contract.
  @SuppressWarnings("ArrayRecordComponent")
  record Agreed(String protocol, byte[] toSend) implements Negotiation {}

  /** The other side speaks none of the protocols; the stream must be reset, not left half open. */
  // The array is an immutable value by contract.
  @SuppressWarnings("ArrayRecordComponent")
  record Refused(byte[] toSend) implements Negotiation {}
}
