package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.Event;
import io.grapevine.libp2p.gossip.GossipMessage;
import io.grapevine.libp2p.gossip.Validity;
import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks signatures and asks the topics' validators on a few threads, and delivers what is accepted
 * from there. The queue in front needs no bound of its own: the router starts a limited number of
 * validations.
 */
final class Validators {

  private static final Logger LOG = LoggerFactory.getLogger(Validators.class);

  /** Keys kept decoded; a peer hears of a few hundred others. */
  private static final int AUTHORS_MAX = 1024;

  private final Map<String, Subscription> subscriptions = new ConcurrentHashMap<>();
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final AuthorKeys authors = new AuthorKeys(AUTHORS_MAX);
  private final List<Thread> threads = new ArrayList<>();
  private final PubSubObserver observer;
  private final Consumer<Event> answers;

  /**
   * @param answers takes a {@link Event.MessageValidated} for every message, whatever happens
   */
  Validators(int threads, Consumer<Event> answers, PubSubObserver observer, String name) {
    this.answers = answers;
    this.observer = observer;
    for (int i = 0; i < threads; i++) {
      this.threads.add(
          Thread.ofVirtual().name("pubsub-validator-" + name + "-" + i).unstarted(this::run));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  void close() {
    threads.forEach(Thread::interrupt);
  }

  /** Adds a topic; false if it is there already. */
  boolean add(String topic, MessageValidator validator, MessageConsumer consumer) {
    return subscriptions.putIfAbsent(topic, new Subscription(validator, consumer)) == null;
  }

  void remove(String topic) {
    subscriptions.remove(topic);
  }

  void validate(GossipMessage message, PeerId from) {
    tasks.add(new Task(message, from));
  }

  private void run() {
    try {
      while (true) {
        validate(tasks.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void validate(Task task) {
    GossipMessage message = task.message();
    Validity validity = Validity.IGNORED;
    @Nullable ReceivedMessage received = null;
    @Nullable Subscription subscription = subscriptions.get(message.topic());
    try {
      if (!authors.signed(message)) {
        validity = Validity.FORGED;
      } else if (subscription != null) {
        received = received(task);
        validity = validity(subscription.validator().validate(received));
      }
    } catch (RuntimeException e) {
      failed("validator", message.topic(), e);
    }
    // First the router, so that forwarding does not wait for the consumer.
    answers.accept(new Event.MessageValidated(message, validity));
    if (validity == Validity.VALID && subscription != null && received != null) {
      deliver(subscription, received);
    }
  }

  private void deliver(Subscription subscription, ReceivedMessage message) {
    try {
      subscription.consumer().accept(message);
    } catch (RuntimeException e) {
      failed("consumer", message.topic(), e);
    }
  }

  private void failed(String what, String topic, RuntimeException e) {
    observer.dropped(DropReason.CALLBACK_FAILED, 1);
    LOG.warn("the {} of topic {} failed", what, topic, e);
  }

  private static ReceivedMessage received(Task task) {
    GossipMessage message = task.message();
    return new ReceivedMessage(
        message.id(), message.topic(), message.author(), task.from(), message.payload());
  }

  private static Validity validity(Verdict verdict) {
    return switch (verdict) {
      case ACCEPT -> Validity.VALID;
      case IGNORE -> Validity.IGNORED;
      case REJECT -> Validity.REJECTED;
    };
  }

  private record Subscription(MessageValidator validator, MessageConsumer consumer) {}

  private record Task(GossipMessage message, PeerId from) {}
}
