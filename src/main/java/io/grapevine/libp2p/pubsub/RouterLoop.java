package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.Effect;
import io.grapevine.libp2p.gossip.Event;
import io.grapevine.libp2p.gossip.GossipRouter;
import io.grapevine.libp2p.gossip.QueueLimits;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns a router, and its mailbox. What comes from remote peers waits outside
 * while the mailbox is full, by number and by bytes; facts of our own are always taken, for each of
 * them is bounded by what it speaks of: a validation under way, a stream, a waiting caller.
 */
final class RouterLoop {

  private static final Logger LOG = LoggerFactory.getLogger(RouterLoop.class);

  private static final int BATCH = 64;
  private static final Event TICK = new Event.DeadlineReached();

  private final GossipRouter router;
  private final InstantSource clock;
  private final Duration wait;
  private final Effects effects;
  private final BlockingQueue<Mail> mailbox = new LinkedBlockingQueue<>();

  // Fair, or a chatty peer could keep the others out.
  private final Semaphore room;
  private final Semaphore bytes;
  private final Semaphore ticked = new Semaphore(0);
  private final Thread thread;
  private final Thread ticker;
  private volatile Instant deadline;

  /** Carries out effects, on the router's thread. */
  @FunctionalInterface
  interface Effects {

    /** Answers to how many peers a message was queued; 0 for every other effect. */
    int carryOut(Effect effect);
  }

  RouterLoop(
      GossipRouter router, InstantSource clock, QueueLimits limits, Effects effects, String name) {
    this.router = router;
    this.clock = clock;
    this.wait = limits.callWait();
    this.effects = effects;
    this.room = new Semaphore(limits.mailboxRpcsMax(), true);
    this.bytes = new Semaphore(limits.mailboxBytesMax(), true);
    this.deadline = router.nextDeadline().orElse(Instant.MAX);
    this.thread = Thread.ofVirtual().name("pubsub-router-" + name).unstarted(this::run);
    this.ticker = Thread.ofVirtual().name("pubsub-ticker-" + name).unstarted(this::tick);
  }

  void start() {
    thread.start();
    ticker.start();
  }

  void close() {
    ticker.interrupt();
    thread.interrupt();
  }

  /** A fact of our own. */
  void post(Event event) {
    mailbox.add(new Fact(event));
  }

  /** A fact of our own, and what is to be done just before the router hears of it. */
  void post(Event event, Runnable before) {
    mailbox.add(new Prepared(event, before));
  }

  /** A fact from a remote peer; waits for room, and answers false if there was none in time. */
  boolean postReceived(Event event, int size) {
    try {
      if (!bytes.tryAcquire(size, wait.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
      if (!room.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) {
        bytes.release(size);
        return false;
      }
      mailbox.add(new Received(event, size));
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A fact that somebody waits for; the future holds the sum of what its effects answered. */
  CompletableFuture<Integer> submit(Event event) {
    CompletableFuture<Integer> done = new CompletableFuture<>();
    mailbox.add(new Awaited(event, done));
    return done;
  }

  /** Asks the router something. */
  <T> CompletableFuture<T> ask(Function<GossipRouter, T> question) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    mailbox.add(new Question(() -> answer.complete(question.apply(router)), answer));
    return answer;
  }

  boolean onThread() {
    return Thread.currentThread() == thread;
  }

  private void run() {
    List<Mail> batch = new ArrayList<>(BATCH);
    while (!Thread.currentThread().isInterrupted()) {
      try {
        batch.add(mailbox.take());
        mailbox.drainTo(batch, BATCH - 1);
        batch.forEach(this::open);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      batch.clear();
    }
    IllegalStateException ended = new IllegalStateException("pubsub was closed");
    mailbox.forEach(mail -> fail(mail, ended));
  }

  /** A broken invariant must not end the router for good: it is logged, and the next mail comes. */
  private void open(Mail mail) {
    try {
      switch (mail) {
        case Fact fact -> handle(fact.event());
        case Prepared prepared -> {
          prepared.before().run();
          handle(prepared.event());
        }
        case Received received -> {
          room.release();
          bytes.release(received.size());
          handle(received.event());
        }
        case Awaited awaited -> awaited.done().complete(handle(awaited.event()));
        case Question question -> question.ask().run();
      }
    } catch (RuntimeException e) {
      LOG.error("the gossip router failed at {}", mail.getClass().getSimpleName(), e);
      fail(mail, e);
    }
  }

  /** Tells whoever waits for the mail that nothing will come. */
  private static void fail(Mail mail, RuntimeException cause) {
    switch (mail) {
      case Awaited awaited -> awaited.done().completeExceptionally(cause);
      case Question question -> question.answer().completeExceptionally(cause);
      case Fact _, Prepared _, Received _ -> {}
    }
  }

  private int handle(Event event) {
    int answers = 0;
    try {
      for (Effect effect : router.handle(event, clock.instant())) {
        answers += effects.carryOut(effect);
      }
    } finally {
      if (event instanceof Event.DeadlineReached) {
        deadline = router.nextDeadline().orElse(Instant.MAX);
        ticked.release();
      }
    }
    return answers;
  }

  /** Sends one tick at each deadline, and the next one only when that was heard. */
  private void tick() {
    try {
      while (true) {
        Duration left = Duration.between(clock.instant(), deadline);
        if (left.isPositive()) {
          Thread.sleep(left);
        } else {
          post(TICK);
          ticked.acquire();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private sealed interface Mail {}

  private record Fact(Event event) implements Mail {}

  private record Prepared(Event event, Runnable before) implements Mail {}

  private record Received(Event event, int size) implements Mail {}

  private record Awaited(Event event, CompletableFuture<Integer> done) implements Mail {}

  private record Question(Runnable ask, CompletableFuture<?> answer) implements Mail {}
}
