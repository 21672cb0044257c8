package io.grapevine.worker;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who of those that wait is next: the requester whose latest turn is longest ago, and of its
 * attempts the one that came first. So one requester that sends much cannot keep the others
 * waiting.
 */
final class Turns {
  /** Most requesters whose latest turn is remembered. */
  static final int REQUESTERS_MAX = 1_000;

  private final Map<PeerId, Long> latest = new BoundedMap<>(REQUESTERS_MAX);
  private long turns;

  /**
   * Chooses and counts a turn.
   *
   * @param waiting in the order of their arrival
   */
  Optional<Assignment> next(List<Assignment> waiting) {
    Optional<Assignment> next =
        waiting.stream()
            .min(Comparator.comparingLong(each -> latest.getOrDefault(each.requester(), 0L)));
    next.ifPresent(
        assignment -> {
          latest.remove(assignment.requester());
          latest.put(assignment.requester(), ++turns);
        });
    return next;
  }
}
