package io.grapevine.libp2p.pubsub;

/**
 * Takes the accepted messages of a topic, each once. Runs on the thread that validated, so two
 * messages can arrive at the same time and in another order than they were published. Must not
 * block. What it throws is counted and otherwise ignored.
 */
@FunctionalInterface
public interface MessageConsumer {

  /** A message was accepted. */
  void accept(ReceivedMessage message);
}
