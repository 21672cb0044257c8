package io.grapevine.network;

import io.grapevine.libp2p.multiformats.MalformedException;

/**
 * Reads and checks the messages of one topic. Several messages may be read at a time, so it must be
 * quick and safe for that.
 */
@FunctionalInterface
public interface TopicReader {
  /**
   * Reads a message.
   *
   * @return what is to be done when the message is accepted and delivered: once, or not at all;
   *     must not block
   * @throws MalformedException if the message is not sound: it is rejected and not passed on
   */
  Runnable read(HeardMessage message) throws MalformedException;
}
