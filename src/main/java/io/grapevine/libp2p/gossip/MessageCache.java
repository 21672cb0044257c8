package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The messages of the last heartbeats: those that may be asked for by IWANT, and the younger ones
 * among them that are advertised by IHAVE. Bounded in bytes as well, the oldest go first.
 */
final class MessageCache {

  private final int windows;
  private final int advertised;
  private final long bytesMax;

  /** Insertion order is the order of age. */
  private final Map<MessageId, Entry> entries = new LinkedHashMap<>();

  private long window;
  private long bytes;

  /**
   * @param windows heartbeats for which a message is kept
   * @param advertised how many of these are advertised
   */
  MessageCache(int windows, int advertised, long bytesMax) {
    this.windows = windows;
    this.advertised = advertised;
    this.bytesMax = bytesMax;
  }

  void put(GossipMessage message) {
    if (entries.putIfAbsent(message.id(), new Entry(message, window)) != null) {
      return;
    }
    bytes += message.size();
    while (bytes > bytesMax) {
      dropOldest(entries.values().iterator());
    }
  }

  Optional<GossipMessage> get(MessageId id) {
    return Optional.ofNullable(entries.get(id)).map(Entry::message);
  }

  /** Counts one more request of a peer for a message; answers how many there were with it. */
  int countRequest(MessageId id, PeerId peer) {
    Entry entry = entries.get(id);
    return entry == null ? 0 : entry.requests.merge(peer, 1, Integer::sum);
  }

  /** Ids of the topic that are young enough to be advertised. */
  List<MessageId> advertised(String topic) {
    List<MessageId> ids = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (window - entry.window < advertised && entry.message.topic().equals(topic)) {
        ids.add(entry.message.id());
      }
    }
    return ids;
  }

  /** Begins a new window and drops the oldest. */
  void shift() {
    window++;
    Iterator<Entry> oldest = entries.values().iterator();
    while (oldest.hasNext()) {
      Entry entry = oldest.next();
      if (window - entry.window < windows) {
        return;
      }
      bytes -= entry.message.size();
      oldest.remove();
    }
  }

  int size() {
    return entries.size();
  }

  long bytes() {
    return bytes;
  }

  private void dropOldest(Iterator<Entry> oldest) {
    bytes -= oldest.next().message.size();
    oldest.remove();
  }

  private static final class Entry {
    private final GossipMessage message;
    private final long window;
    // Only looked up by key, never iterated.
    private final Map<PeerId, Integer> requests = LinkedHashMap.newLinkedHashMap(0);

    Entry(GossipMessage message, long window) {
      this.message = message;
      this.window = window;
    }

    GossipMessage message() {
      return message;
    }
  }
}
