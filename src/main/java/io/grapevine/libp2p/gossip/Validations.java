package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The messages that are being validated, with everybody who sent the same bytes meanwhile.
 *
 * <p>Bytes that differ under the same id are kept aside, a few per message and one per sender: if
 * the first ones prove forged, the real message may be among them.
 */
final class Validations {

  private static final int RIVALS_MAX = 8;

  /**
   * Part of all validations that one sender may cause, so that a flood does not shut others out.
   */
  private static final int SHARES = 4;

  private final int messagesMax;
  private final long bytesMax;
  private final Map<MessageId, Entry> entries = new LinkedHashMap<>();

  /** Validations under way by first sender; only looked up by key. */
  private final Map<PeerId, Integer> bySender = new LinkedHashMap<>();

  /** The same by first sender and author. */
  private final Map<Path, Integer> byPath = new LinkedHashMap<>();

  private long bytes;

  Validations(int messagesMax, long bytesMax) {
    this.messagesMax = messagesMax;
    this.bytesMax = bytesMax;
  }

  /** Begins a validation; false if there are too many, and nothing has changed. */
  boolean begin(GossipMessage message, PeerId from) {
    if (entries.size() >= messagesMax
        || bytes + message.size() > bytesMax
        || !mayBegin(from, message.author())) {
      return false;
    }
    bySender.merge(from, 1, Integer::sum);
    byPath.merge(new Path(from, message.author()), 1, Integer::sum);
    entries.put(message.id(), new Entry(message, from));
    bytes += message.size();
    return true;
  }

  /**
   * An author may have as many as are still free of the sender's share: one alone gets half of it,
   * several greedy ones leave a part for whoever else the sender forwards.
   */
  private boolean mayBegin(PeerId from, PeerId author) {
    int free = Math.max(1, messagesMax / SHARES) - bySender.getOrDefault(from, 0);
    return free > byPath.getOrDefault(new Path(from, author), 0);
  }

  /** Another message with the id of one under way came. False if none is under way. */
  boolean join(GossipMessage message, PeerId from) {
    Entry entry = entries.get(message.id());
    if (entry == null) {
      return false;
    }
    if (entry.message.sameBytes(message)) {
      entry.senders.add(from);
    } else if (entry.rivals.size() < RIVALS_MAX
        && bytes + message.size() <= bytesMax
        && entry.rivals.stream().noneMatch(rival -> rival.from.equals(from))) {
      entry.rivals.add(new Rival(message, from));
      bytes += message.size();
    }
    return true;
  }

  /** Ends the validation of exactly this message; empty if it is not under way. */
  Optional<Ended> end(GossipMessage message) {
    Entry entry = entries.get(message.id());
    if (entry == null || !entry.message.sameBytes(message)) {
      return Optional.empty();
    }
    entries.remove(message.id());
    PeerId first = entry.senders.iterator().next();
    bySender.computeIfPresent(first, (peer, count) -> count > 1 ? count - 1 : null);
    byPath.computeIfPresent(
        new Path(first, entry.message.author()), (path, count) -> count > 1 ? count - 1 : null);
    bytes -= entry.message.size();
    for (Rival rival : entry.rivals) {
      bytes -= rival.message.size();
    }
    return Optional.of(new Ended(entry.senders, entry.rivals));
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }

  /** A message with the id of another one. */
  record Rival(GossipMessage message, PeerId from) {}

  /**
   * Who was involved in a validation.
   *
   * @param senders of the same bytes, the first one first
   * @param rivals other bytes under the same id, in the order in which they came
   */
  record Ended(Set<PeerId> senders, Deque<Rival> rivals) {

    PeerId first() {
      return senders.iterator().next();
    }
  }

  private record Path(PeerId from, PeerId author) {}

  private static final class Entry {
    private final GossipMessage message;
    private final Set<PeerId> senders = new LinkedHashSet<>();
    private final Deque<Rival> rivals = new ArrayDeque<>();

    Entry(GossipMessage message, PeerId from) {
      this.message = message;
      senders.add(from);
    }
  }
}
