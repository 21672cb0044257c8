package io.grapevine.network;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Passes things on that come one by one, several at a time when they come fast: what comes while
 * the last ones are being passed on, or where there is a crowd sooner after that than the pace
 * allows, goes together. What comes alone goes at once and waits for no timer.
 */
final class Bundler<T> {
  /** Most things passed on at a time; that many wait for no pace. */
  static final int BUNDLE_MAX = 32;

  /** Most things that wait. */
  static final int WAITING_MAX = 16_384;

  private final Executor threads;
  private final long paceNanos;
  private final int crowd;
  private final Consumer<List<T>> saying;
  private final ArrayDeque<T> waiting = new ArrayDeque<>();
  private boolean running;
  private long lastSaid;
  private int lastSize;

  /**
   * @param pace shortest time between two bundles that are not full
   * @param crowd things in a bundle after which the next one keeps to the pace; after fewer it goes
   *     as soon as there is something to say
   * @param saying passes a bundle on; must not throw
   */
  Bundler(Executor threads, Duration pace, int crowd, Consumer<List<T>> saying) {
    this.threads = threads;
    this.paceNanos = pace.toNanos();
    this.crowd = crowd;
    this.saying = saying;
    this.lastSaid = System.nanoTime() - paceNanos;
  }

  /** Takes a thing in; false if it will not be passed on, since too many wait or all is over. */
  synchronized boolean add(T thing) {
    if (waiting.size() >= WAITING_MAX) {
      return false;
    }
    waiting.addLast(thing);
    if (running) {
      if (waiting.size() == BUNDLE_MAX) {
        notifyAll();
      }
      return true;
    }
    return start();
  }

  private synchronized boolean start() {
    try {
      threads.execute(this::run);
      running = true;
      return true;
    } catch (RejectedExecutionException over) {
      waiting.clear();
      return false;
    }
  }

  private void run() {
    for (List<T> bundle = next(); !bundle.isEmpty(); bundle = next()) {
      saying.accept(bundle);
      noteSaid(bundle.size());
    }
  }

  private synchronized void noteSaid(int size) {
    lastSaid = System.nanoTime();
    lastSize = size;
  }

  /** What is to be passed on now; empty, and the end, if nothing waits. */
  private synchronized List<T> next() {
    long left = lastSize < crowd ? 0 : lastSaid + paceNanos - System.nanoTime();
    while (left > 0 && !waiting.isEmpty() && waiting.size() < BUNDLE_MAX) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException hurry) {
        Thread.currentThread().interrupt();
        break;
      }
      left = lastSaid + paceNanos - System.nanoTime();
    }
    List<T> bundle = new ArrayList<>(Math.min(waiting.size(), BUNDLE_MAX));
    while (!waiting.isEmpty() && bundle.size() < BUNDLE_MAX) {
      bundle.add(waiting.removeFirst());
    }
    running = !bundle.isEmpty();
    return bundle;
  }
}
