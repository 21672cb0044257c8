package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.MessageId;
import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * Messages that wait for one peer, in order. What is to be lost for want of room is taken from the
 * author who has the most of it, so that whoever floods a topic crowds out nobody but himself. Not
 * thread-safe.
 */
final class WaitingMessages {
  private final Deque<OutgoingMessage> messages = new ArrayDeque<>();
  private final Map<PeerId, Share> shares = new LinkedHashMap<>();
  private int bytes;
  private int copies;

  /** What one author has among them. */
  private static final class Share {
    private int messages;
    private int bytes;
  }

  int size() {
    return messages.size();
  }

  boolean isEmpty() {
    return messages.isEmpty();
  }

  /** Bytes of all of them. */
  int bytes() {
    return bytes;
  }

  /** Whether all of them are copies of what others sent. */
  boolean areCopies() {
    return copies == messages.size();
  }

  void add(OutgoingMessage message) {
    messages.add(message);
    copies += message.isCopy() ? 1 : 0;
    Share share = shares.computeIfAbsent(message.author(), any -> new Share());
    share.messages++;
    share.bytes += message.size();
    bytes += message.size();
  }

  /** Takes the oldest one. */
  OutgoingMessage remove() {
    OutgoingMessage oldest = messages.remove();
    removed(oldest);
    return oldest;
  }

  /** Takes out a copy of this message, if there is one. */
  void removeCopy(MessageId id) {
    if (copies == 0) {
      return;
    }
    Iterator<OutgoingMessage> oldestFirst = messages.iterator();
    while (oldestFirst.hasNext()) {
      OutgoingMessage message = oldestFirst.next();
      if (message.isCopy() && message.id().equals(id)) {
        oldestFirst.remove();
        removed(message);
        return;
      }
    }
  }

  /** Loses the oldest message of the author who has the most messages. */
  void loseOneOfMany() {
    loseOneOf(greediest(share -> share.messages));
  }

  /** Loses the oldest message of the author who has the most bytes. */
  void loseOneOfLarge() {
    loseOneOf(greediest(share -> share.bytes));
  }

  void clear() {
    messages.clear();
    shares.clear();
    bytes = 0;
    copies = 0;
  }

  private PeerId greediest(ToIntFunction<Share> measure) {
    PeerId found = messages.element().author();
    int most = 0;
    for (Map.Entry<PeerId, Share> share : shares.entrySet()) {
      int held = measure.applyAsInt(share.getValue());
      if (held > most) {
        most = held;
        found = share.getKey();
      }
    }
    return found;
  }

  private void loseOneOf(PeerId author) {
    Iterator<OutgoingMessage> oldestFirst = messages.iterator();
    while (oldestFirst.hasNext()) {
      OutgoingMessage message = oldestFirst.next();
      if (message.author().equals(author)) {
        oldestFirst.remove();
        removed(message);
        return;
      }
    }
  }

  private void removed(OutgoingMessage message) {
    bytes -= message.size();
    copies -= message.isCopy() ? 1 : 0;
    Share share = shares.get(message.author());
    if (share != null) {
      share.messages--;
      share.bytes -= message.size();
      if (share.messages == 0) {
        shares.remove(message.author());
      }
    }
  }
}
