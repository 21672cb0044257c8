package io.grapevine.libp2p.pubsub;

/**
 * Counters of one pubsub. Called on its threads: must be quick, safe for several threads, and must
 * not call back into the pubsub. What it throws is ignored. A topic is one that this peer has
 * subscribed to or published on, or empty; it is never a text that a remote peer chose.
 */
public interface PubSubObserver {

  /** Counts nothing. */
  PubSubObserver NOOP = new PubSubObserver() {};

  /** A new message came in and goes to validation. */
  default void received(String topic) {}

  /** A message was accepted; it is delivered and forwarded. */
  default void accepted(String topic) {}

  /** A copy of a message that was seen before came in. */
  default void duplicate(String topic) {}

  /** A validator was not interested. */
  default void ignored(String topic) {}

  /** A message was invalid: its signature, its form, or by the validator's verdict. */
  default void rejected(String topic) {}

  /** A message, own or forwarded, was queued for so many peers. */
  default void sent(String topic, int peers) {}

  /** Something was dropped so many times. */
  default void dropped(DropReason reason, int times) {}

  /** The mesh of a topic has another size; 0 also when the topic was left. */
  default void meshSize(String topic, int size) {}
}
