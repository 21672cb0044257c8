package io.grapevine.network;

import io.grapevine.job.Digest;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A time in which this peer may have missed outcomes, and which neighbours it has asked for it. */
final class Gap {
  /** Neighbours that are remembered; when there were more, nobody is asked any more. */
  static final int NEIGHBOURS_MAX = 1_000;

  /** A neighbour that could not be read is asked again after that. */
  static final Duration RETRY = Duration.ofSeconds(30);

  private final Instant since;
  private final Instant openedAt;
  private final Map<PeerId, Instant> notBefore = new HashMap<>();
  private final Set<Digest> seen = new HashSet<>();
  private int answers;

  /**
   * A gap for which nobody was asked.
   *
   * @param since nothing was missed before
   * @param openedAt now
   */
  Gap(Instant since, Instant openedAt) {
    this.since = since;
    this.openedAt = openedAt;
  }

  /** The gap that follows; it contains this one if nobody has answered. */
  Gap next(Instant now) {
    return new Gap(answers > 0 ? openedAt : since, now);
  }

  Instant since() {
    return since;
  }

  Instant openedAt() {
    return openedAt;
  }

  /** Neighbours that have told all that they have. */
  int answers() {
    return answers;
  }

  /** Envelopes that were shown so far. */
  Set<Digest> seen() {
    return seen;
  }

  boolean mayAsk(PeerId neighbour, Instant now) {
    Instant earliest = notBefore.get(neighbour);
    return earliest == null ? notBefore.size() < NEIGHBOURS_MAX : !now.isBefore(earliest);
  }

  void answered(PeerId neighbour) {
    answers++;
    notBefore.put(neighbour, Instant.MAX);
  }

  void failed(PeerId neighbour, Instant now) {
    notBefore.put(neighbour, now.plus(RETRY));
  }
}
