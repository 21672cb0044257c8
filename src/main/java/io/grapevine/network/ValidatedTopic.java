package io.grapevine.network;

import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.pubsub.MessageConsumer;
import io.grapevine.libp2p.pubsub.MessageValidator;
import io.grapevine.libp2p.pubsub.ReceivedMessage;
import io.grapevine.libp2p.pubsub.Verdict;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * One topic whose messages are read once, when they are validated, and handed on when they are
 * delivered. What cannot be read is rejected, which costs whoever sent it.
 */
final class ValidatedTopic implements MessageValidator, MessageConsumer {
  /** Messages between validation and delivery; more than that many are never under way. */
  private static final int PENDING_MAX = 1_024;

  private final TopicReader reader;
  private final SequencedMap<MessageId, Runnable> pending = new LinkedHashMap<>();

  ValidatedTopic(TopicReader reader) {
    this.reader = reader;
  }

  @Override
  public Verdict validate(ReceivedMessage message) {
    try {
      Runnable delivery =
          reader.read(new HeardMessage(message.topic(), message.author(), message.payload()));
      synchronized (pending) {
        pending.putLast(message.id(), delivery);
        if (pending.size() > PENDING_MAX) {
          pending.pollFirstEntry();
        }
      }
      return Verdict.ACCEPT;
    } catch (MalformedException unsound) {
      return Verdict.REJECT;
    }
  }

  @Override
  public void accept(ReceivedMessage message) {
    Runnable delivery;
    synchronized (pending) {
      delivery = pending.remove(message.id());
    }
    if (delivery != null) {
      delivery.run();
    }
  }
}
