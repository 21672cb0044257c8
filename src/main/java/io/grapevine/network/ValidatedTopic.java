package io.grapevine.network;

import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.pubsub.MessageConsumer;
import io.grapevine.libp2p.pubsub.MessageValidator;
import io.grapevine.libp2p.pubsub.ReceivedMessage;
import io.grapevine.libp2p.pubsub.Verdict;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Consumer;

/**
 * One topic whose messages are read once, when they are validated, and handed on when they are
 * delivered. What cannot be read is rejected, which costs whoever sent it.
 */
final class ValidatedTopic<T> implements MessageValidator, MessageConsumer {
  /** Messages between validation and delivery; more than that many are never under way. */
  private static final int PENDING_MAX = 1_024;

  private final Reading<T> reading;
  private final Consumer<T> audience;
  private final NetworkObserver observer;
  private final SequencedMap<MessageId, T> pending = new LinkedHashMap<>();

  /** Reads and checks a message. */
  @FunctionalInterface
  interface Reading<T> {
    T read(ReceivedMessage message) throws MalformedException;
  }

  ValidatedTopic(Reading<T> reading, Consumer<T> audience, NetworkObserver observer) {
    this.reading = reading;
    this.audience = audience;
    this.observer = observer;
  }

  @Override
  public Verdict validate(ReceivedMessage message) {
    try {
      T value = reading.read(message);
      synchronized (pending) {
        pending.putLast(message.id(), value);
        if (pending.size() > PENDING_MAX) {
          pending.pollFirstEntry();
        }
      }
      return Verdict.ACCEPT;
    } catch (MalformedException unsound) {
      observer.gossipRejected(message.topic());
      return Verdict.REJECT;
    }
  }

  @Override
  public void accept(ReceivedMessage message) {
    T value;
    synchronized (pending) {
      value = pending.remove(message.id());
    }
    if (value != null) {
      audience.accept(value);
    }
  }
}
