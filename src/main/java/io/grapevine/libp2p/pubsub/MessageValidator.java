package io.grapevine.libp2p.pubsub;

/**
 * Decides about the messages of a topic. Runs on one of a few threads of the peer's pubsub, several
 * messages at a time, so it must be quick and safe for that. What it throws counts as {@link
 * Verdict#IGNORE}.
 */
@FunctionalInterface
public interface MessageValidator {

  /** The verdict on a message whose signature is right. */
  Verdict validate(ReceivedMessage message);
}
