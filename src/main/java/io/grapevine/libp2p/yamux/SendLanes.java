package io.grapevine.libp2p.yamux;

import java.util.ArrayDeque;
import java.util.List;

/**
 * What waits to be sent: session frames first (goodbye, pings, resets), then the control frames of
 * streams, then data, one frame per stream in turn. A stream stands in each lane at most once and
 * its credit and flags add up while it waits, so the lanes are bounded by the number of streams.
 */
final class SendLanes {
  /**
   * Answers to pings that may wait; a remote that sends more while it does not read gets no answer
   * to them.
   */
  private static final int MAX_QUEUED_PONGS = 16;

  /** A data frame is rather put off to the next buffer than cut below this. */
  private static final int SMALLEST_CUT = 1024;

  private final YamuxConfig config;
  private final BufferBudget budget;
  private final ArrayDeque<Long> pongs = new ArrayDeque<>();
  private final ArrayDeque<Integer> resets = new ArrayDeque<>();
  private final ArrayDeque<YamuxStream> control = new ArrayDeque<>();
  private final ArrayDeque<YamuxStream> ready = new ArrayDeque<>();
  private final ArrayDeque<YamuxStream> blocked = new ArrayDeque<>();
  private long ping = -1;
  private int goAway = -1;
  private int pendingBytes;

  SendLanes(YamuxConfig config, BufferBudget budget) {
    this.config = config;
    this.budget = budget;
  }

  boolean isEmpty() {
    return goAway < 0
        && ping < 0
        && pongs.isEmpty()
        && resets.isEmpty()
        && control.isEmpty()
        && ready.isEmpty();
  }

  int pendingBytes() {
    return pendingBytes;
  }

  void goAway(int code) {
    goAway = code;
  }

  void ping(long value) {
    ping = value;
  }

  void pong(long value) {
    if (pongs.size() < MAX_QUEUED_PONGS) {
      pongs.add(value);
    }
  }

  /** Queues an RST; false if too many wait already. */
  boolean reset(int id) {
    if (resets.size() >= config.maxQueuedResets()) {
      return false;
    }
    resets.add(id);
    return true;
  }

  void control(YamuxStream stream) {
    if (!stream.inControlQueue) {
      stream.inControlQueue = true;
      control.add(stream);
    }
  }

  void ready(YamuxStream stream) {
    if (!stream.inReadyQueue) {
      stream.inReadyQueue = true;
      ready.add(stream);
    }
  }

  /**
   * Takes as many bytes as the limits allow; after a short write the stream is told when there is
   * room again.
   *
   * @param unreadBytes what the session holds besides
   */
  int write(YamuxStream stream, byte[] source, int offset, int length, int unreadBytes) {
    int count = Math.min(length, room(stream, unreadBytes));
    stream.pending.write(source, offset, count);
    pendingBytes += count;
    if (count < length) {
      ready(stream);
      if (!stream.inBlockedQueue) {
        stream.inBlockedQueue = true;
        blocked.add(stream);
      }
    }
    return count;
  }

  /** Under pressure a stream gets its guaranteed room alone, and none when memory is used up. */
  private int room(YamuxStream stream, int unreadBytes) {
    int held = stream.pending.size();
    int shared = Math.max(0, config.maxPendingPerSession() - pendingBytes);
    int guaranteed = Math.max(0, config.minPendingPerStream() - held);
    int room = Math.min(config.maxPendingPerStream() - held, Math.max(shared, guaranteed));
    if (budget.allows(pendingBytes + unreadBytes + room)) {
      return room;
    }
    return budget.allows(pendingBytes + unreadBytes + guaranteed) ? guaranteed : 0;
  }

  /** Forgets what a stream had queued. */
  void drop(YamuxStream stream) {
    pendingBytes -= stream.pending.size();
    stream.pending.clear();
    stream.pendingFlags = 0;
    stream.unreportedCredit = 0;
  }

  void clear() {
    pongs.clear();
    resets.clear();
    control.clear();
    ready.clear();
    blocked.clear();
    ping = -1;
  }

  /**
   * Fills the target with whole frames, most urgent first, and returns the position behind the
   * last.
   */
  int drain(byte[] target, int offset, int limit, List<YamuxStream> finSent) {
    int position = drainSession(target, offset, limit);
    position = drainControl(target, position, limit);
    return drainData(target, position, limit, finSent);
  }

  private int drainSession(byte[] target, int offset, int limit) {
    int position = offset;
    if (goAway >= 0 && fits(position, limit)) {
      position = put(target, position, Frame.GO_AWAY, 0, Frame.SESSION_ID, goAway);
      goAway = -1;
    }
    if (ping >= 0 && fits(position, limit)) {
      position = put(target, position, Frame.PING, Frame.SYN, Frame.SESSION_ID, (int) ping);
      ping = -1;
    }
    while (!pongs.isEmpty() && fits(position, limit)) {
      int value = pongs.remove().intValue();
      position = put(target, position, Frame.PING, Frame.ACK, Frame.SESSION_ID, value);
    }
    while (!resets.isEmpty() && fits(position, limit)) {
      position = put(target, position, Frame.WINDOW_UPDATE, Frame.RST, resets.remove(), 0);
    }
    return position;
  }

  private int drainControl(byte[] target, int offset, int limit) {
    int position = offset;
    while (!control.isEmpty() && fits(position, limit)) {
      YamuxStream stream = control.remove();
      stream.inControlQueue = false;
      int credit = stream.unreportedCredit;
      if (!stream.reset && (credit > 0 || stream.pendingFlags != 0)) {
        position =
            put(target, position, Frame.WINDOW_UPDATE, stream.pendingFlags, stream.id(), credit);
        stream.receiveCredit += credit;
        stream.unreportedCredit = 0;
        stream.pendingFlags = 0;
      }
    }
    return position;
  }

  private int drainData(byte[] target, int offset, int limit, List<YamuxStream> finSent) {
    int position = offset;
    while (!ready.isEmpty() && fits(position, limit)) {
      YamuxStream stream = ready.element();
      int sendable = sendable(stream);
      int count = Math.min(sendable, limit - position - Frame.HEADER_BYTES);
      if (count < sendable && count < SMALLEST_CUT && position > offset) {
        return position;
      }
      ready.remove();
      stream.inReadyQueue = false;
      // The end goes into a frame of its own: js-libp2p loses the body of a frame that carries FIN.
      boolean end = stream.finishing && !stream.finSent && stream.pending.isEmpty();
      if (stream.reset || (count == 0 && !end)) {
        continue;
      }
      int flags = stream.pendingFlags | (end ? Frame.FIN : 0);
      position = put(target, position, Frame.DATA, flags, stream.id(), count);
      stream.pending.read(target, position, count);
      position += count;
      pendingBytes -= count;
      stream.sendCredit -= count;
      stream.pendingFlags = 0;
      if (end) {
        stream.finSent = true;
        finSent.add(stream);
      } else if (!stream.pending.isEmpty() || stream.finishing) {
        ready(stream);
      }
    }
    return position;
  }

  private int sendable(YamuxStream stream) {
    long allowed = Math.min(stream.sendCredit, config.maxFrameBody());
    return (int) Math.min(stream.pending.size(), allowed);
  }

  /** Takes out the streams that waited for room and have some now. */
  void unblock(int unreadBytes, List<YamuxEvent> events) {
    for (int i = blocked.size(); i > 0; i--) {
      YamuxStream stream = blocked.remove();
      if (!stream.reset && room(stream, unreadBytes) == 0) {
        blocked.add(stream);
      } else {
        stream.inBlockedQueue = false;
        events.add(new YamuxEvent.Writeable(stream));
      }
    }
  }

  private static boolean fits(int position, int limit) {
    return limit - position >= Frame.HEADER_BYTES;
  }

  private static int put(byte[] target, int offset, int type, int flags, int id, int length) {
    Frame.writeHeader(target, offset, type, flags, id, length);
    return offset + Frame.HEADER_BYTES;
  }
}
