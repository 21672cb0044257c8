package io.grapevine.worker;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Set;

/**
 * Who may send work here, and how much.
 *
 * @param allowed who may; empty means anybody who is not denied
 * @param denied who may not, even if allowed
 * @param reservationsMax seats that one requester can hold by offers alone
 * @param seatsMax seats that one requester can have by reservations and attempts together
 * @param offersPerSecond offers of one requester that are answered on average; as many may come at
 *     once. More are left to others in silence
 */
public record RequesterRules(
    Set<PeerId> allowed,
    Set<PeerId> denied,
    int reservationsMax,
    int seatsMax,
    int offersPerSecond) {
  /** Far more than a requester needs, and few enough to be answered. */
  public static final int OFFERS_PER_SECOND = 10_000;

  /**
   * Copies the sets.
   *
   * @throws IllegalArgumentException with a readable sentence if a limit is below 1
   */
  public RequesterRules {
    allowed = Set.copyOf(allowed);
    denied = Set.copyOf(denied);
    if (reservationsMax < 1 || seatsMax < 1 || offersPerSecond < 1) {
      throw new IllegalArgumentException(
          "a worker takes at least one offer, one reservation and one attempt per requester");
    }
  }

  /** Anybody may have so many seats. */
  public static RequesterRules anybody(int seats) {
    return new RequesterRules(Set.of(), Set.of(), seats, seats, OFFERS_PER_SECOND);
  }

  boolean admits(PeerId requester) {
    return !denied.contains(requester) && (allowed.isEmpty() || allowed.contains(requester));
  }
}
