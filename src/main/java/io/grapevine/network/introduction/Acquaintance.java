package io.grapevine.network.introduction;

import io.grapevine.job.WorkType;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/** What is known of one peer that has announced itself. */
final class Acquaintance {
  /** Whoever has not been heard of for so long is not dialled. */
  static final Duration FRESH = Duration.ofMinutes(1);

  /** For so long a lost neighbour is remembered as one. */
  static final Duration NEIGHBOUR = Duration.ofMinutes(10);

  /** A connection that ends sooner counts as a failure. */
  static final Duration STABLE_AFTER = Duration.ofSeconds(30);

  /** How often at most a new record makes up for failures. */
  static final Duration FORGIVENESS = Duration.ofMinutes(1);

  private static final Duration LOST_PAUSE = Duration.ofSeconds(2);

  private Introduction said;
  private Instant heardAt;
  private Instant dueAt;
  private Instant forgivenAt = Instant.MIN;
  private Instant connectedAt = Instant.MAX;
  private Instant neighbourUntil = Instant.MIN;
  private int failures;
  private boolean inFlight;
  private boolean connected;
  private boolean back;

  Acquaintance(Introduction said, Instant now) {
    this.said = said;
    this.heardAt = now;
    this.dueAt = now;
  }

  /** Says more of itself; true if there is something new about where it is. */
  boolean heard(Introduction more, Instant now) {
    heardAt = now;
    if (more.sequence() < said.sequence()) {
      return false;
    }
    boolean renewed = more.sequence() > said.sequence();
    said = more;
    if (renewed && !now.isBefore(forgivenAt.plus(FORGIVENESS))) {
      forgivenAt = now;
      failures = 0;
      dueAt = now;
      back = !connected && now.isBefore(neighbourUntil);
    }
    return renewed;
  }

  /** Follows whether this peer is connected with it. */
  void observe(boolean isConnected, Instant now, RandomGenerator random) {
    if (isConnected && !connected) {
      connectedAt = now;
      back = false;
    } else if (!isConnected && connected) {
      neighbourUntil = now.plus(NEIGHBOUR);
      if (isStable(now)) {
        failures = 0;
        dueAt = now.plusMillis(random.nextLong(LOST_PAUSE.toMillis()));
      } else {
        pause(now, random);
      }
    }
    connected = isConnected;
  }

  private boolean isStable(Instant now) {
    return !now.isBefore(connectedAt.plus(STABLE_AFTER));
  }

  void started() {
    inFlight = true;
    back = false;
  }

  /** The dial reached it; it shows as connected from the next look on. */
  void reached(Instant now) {
    inFlight = false;
    // Should it be gone again before anybody looked.
    dueAt = now.plus(Pause.FIRST);
  }

  void failed(Instant now, RandomGenerator random) {
    inFlight = false;
    pause(now, random);
  }

  private void pause(Instant now, RandomGenerator random) {
    failures++;
    long longest = Pause.after(failures).toMillis();
    dueAt = now.plusMillis(random.nextLong(longest / 2, longest + 1));
  }

  boolean isDue(Instant now) {
    return !inFlight && !connected && !now.isBefore(dueAt) && now.isBefore(heardAt.plus(FRESH));
  }

  boolean isForgettable(Instant now) {
    return isReplaceable() && !now.isBefore(heardAt.plus(FRESH)) && !now.isBefore(neighbourUntil);
  }

  boolean isReplaceable() {
    return !inFlight && !connected;
  }

  boolean does(WorkType type) {
    return said.types().contains(type);
  }

  Introduction said() {
    return said;
  }

  boolean inFlight() {
    return inFlight;
  }

  boolean connected() {
    return connected;
  }

  /** Whether it was a neighbour, was away and has come back. */
  boolean back() {
    return back;
  }
}
