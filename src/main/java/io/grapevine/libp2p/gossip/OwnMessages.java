package io.grapevine.libp2p.gossip;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What this peer published a moment ago, for peers whose subscription arrives only now: between
 * connecting and knowing each other's topics a publication would otherwise reach nobody.
 */
final class OwnMessages {

  /** More own messages than that within the moment are not a gap but a stream. */
  private static final int CAPACITY = 64;

  private final Duration moment;
  private final Deque<Published> recent = new ArrayDeque<>();

  /**
   * @param moment how long a message counts as recent; zero means never
   */
  OwnMessages(Duration moment) {
    this.moment = moment;
  }

  void add(GossipMessage message, Instant now) {
    expire(now);
    recent.add(new Published(message, now));
    if (recent.size() > CAPACITY) {
      recent.remove();
    }
  }

  /** The recent messages of a topic, the oldest first. */
  List<GossipMessage> of(String topic, Instant now) {
    expire(now);
    List<GossipMessage> found = new ArrayList<>();
    for (Published published : recent) {
      if (published.message().topic().equals(topic)) {
        found.add(published.message());
      }
    }
    return found;
  }

  private void expire(Instant now) {
    while (!recent.isEmpty() && !recent.peek().at().plus(moment).isAfter(now)) {
      recent.remove();
    }
  }

  private record Published(GossipMessage message, Instant at) {}
}
