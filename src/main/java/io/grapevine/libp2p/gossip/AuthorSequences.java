package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The sequence numbers of each author that messages must be above, so that nothing comes a second
 * time when the seen cache no longer knows it.
 *
 * <p>With {@link SequenceCheck#NO_REPLAY} the floor of an author is the highest number accepted
 * before the last but one turn, and there is a turn in each half of the seen cache's time: whatever
 * that cache has forgotten is below the floor, and what is younger than half of that time never is.
 * Numbers are compared as unsigned. Only valid messages move a floor, or a forger could silence an
 * author.
 */
final class AuthorSequences {

  private final SequenceCheck check;
  private final Duration turn;
  private final int capacity;

  /** In the order of the last accepted message. */
  private final Map<PeerId, Floor> authors = new LinkedHashMap<>();

  /**
   * @param seenFor how long the seen cache remembers
   * @param capacity authors remembered; the one silent for longest goes first
   */
  AuthorSequences(SequenceCheck check, Duration seenFor, int capacity) {
    this.check = check;
    this.turn = seenFor.dividedBy(2);
    this.capacity = capacity;
  }

  /** Whether the author may still use the number. */
  boolean allows(PeerId author, long seqno, Instant now) {
    Floor floor = authors.get(author);
    if (floor == null || check == SequenceCheck.NONE) {
      return true;
    }
    floor.turn(turn, now);
    return switch (check) {
      case NONE -> true;
      case NO_REPLAY -> !floor.set || Long.compareUnsigned(seqno, floor.value) > 0;
      case GROWING -> Long.compareUnsigned(seqno, floor.highest) > 0;
    };
  }

  /** A valid message of the author was taken. */
  void accepted(PeerId author, long seqno, Instant now) {
    if (check == SequenceCheck.NONE) {
      return;
    }
    Floor known = authors.remove(author);
    if (known == null) {
      authors.put(author, new Floor(seqno, now));
    } else {
      known.turn(turn, now);
      if (Long.compareUnsigned(seqno, known.highest) > 0) {
        known.highest = seqno;
      }
      authors.put(author, known);
    }
    if (authors.size() > capacity) {
      authors.remove(authors.keySet().iterator().next());
    }
  }

  int size() {
    return authors.size();
  }

  private static final class Floor {
    private boolean set;
    private long value;
    private boolean turned;
    private long beforeTurn;
    private long highest;
    private Instant turnedAt;

    Floor(long seqno, Instant now) {
      highest = seqno;
      turnedAt = now;
    }

    /** Makes up for the turns that are due; after two of them all is known. */
    void turn(Duration length, Instant now) {
      if (turnedAt.plus(length).isAfter(now)) {
        return;
      }
      boolean twice = !turnedAt.plus(length).plus(length).isAfter(now);
      set = turned || twice;
      value = twice ? highest : beforeTurn;
      turned = true;
      beforeTurn = highest;
      turnedAt = twice ? now : turnedAt.plus(length);
    }
  }
}
