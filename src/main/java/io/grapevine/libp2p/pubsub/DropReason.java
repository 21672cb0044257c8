package io.grapevine.libp2p.pubsub;

/** Why something was not sent, not taken or not done. */
public enum DropReason {
  /** The queue of a slow peer was full; the oldest message went. */
  OUTGOING_QUEUE_FULL,
  /** The router did not keep up with what came in. */
  MAILBOX_FULL,
  /** The validators did not keep up. */
  VALIDATION_FULL,
  /** A frame that is no RPC, or passes a limit; its stream was ended. */
  MALFORMED_RPC,
  /** A message on a topic that this peer has not subscribed to. */
  UNKNOWN_TOPIC,
  /** An own message came back after it was forgotten. */
  OWN_ECHO,
  /** A message under a sequence number that its author has used or passed. */
  REPLAYED,
  /** The sender's score is below the graylist threshold. */
  GRAYLISTED,
  /** A subscription to a topic that is not allowed, or one too many. */
  SUBSCRIPTION_REFUSED,
  /** A GRAFT that was refused, for whatever reason. */
  GRAFT_REFUSED,
  /** IHAVE, IWANT or IDONTWANT above its limit. */
  CONTROL_EXCESS,
  /** A peer advertised a message and did not send it. */
  PROMISE_BROKEN,
  /** A peer did not take what was sent to it for too long and was disconnected. */
  SLOW_PEER,
  /** A peer with too low a score named others to be dialled. */
  EXCHANGE_REFUSED,
  /** A validator or consumer threw. */
  CALLBACK_FAILED
}
