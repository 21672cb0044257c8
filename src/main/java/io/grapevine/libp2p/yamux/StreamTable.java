package io.grapevine.libp2p.yamux;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The open streams of a session, their ids and their numbers against the limits. */
final class StreamTable {
  private static final int FIRST_DIALER_ID = 1;
  private static final int FIRST_LISTENER_ID = 2;

  private final YamuxConfig config;
  private final boolean dialer;
  private final Map<Integer, YamuxStream> streams = new LinkedHashMap<>();
  private int nextId;
  private int highestRemoteId;
  private int inbound;
  private int unacceptedInbound;
  private int unacknowledgedOutbound;

  /** Bytes by which the windows of open streams have grown. */
  private int windowGrowth;

  StreamTable(boolean dialer, YamuxConfig config) {
    this(dialer, config, dialer ? FIRST_DIALER_ID : FIRST_LISTENER_ID);
  }

  /** A table whose side has used the ids below {@code nextId}. */
  StreamTable(boolean dialer, YamuxConfig config, int nextId) {
    this.config = config;
    this.dialer = dialer;
    this.nextId = nextId;
  }

  int size() {
    return streams.size();
  }

  List<YamuxStream> all() {
    return List.copyOf(streams.values());
  }

  @Nullable YamuxStream find(int id) {
    return streams.get(id);
  }

  boolean holds(YamuxStream stream) {
    return streams.get(stream.id()) == stream;
  }

  /** Whether this side has ids and room for a further stream. */
  OpenState openState() {
    if (nextId < 0) {
      return OpenState.EXHAUSTED;
    }
    boolean full =
        streams.size() - inbound >= config.maxOutboundStreams()
            || unacknowledgedOutbound >= config.maxUnacknowledged();
    return full ? OpenState.FULL : OpenState.READY;
  }

  /** Opens a stream; only in the state {@link OpenState#READY}. */
  YamuxStream open(YamuxSession session) {
    YamuxStream stream = new YamuxStream(session, nextId, true);
    nextId += 2;
    unacknowledgedOutbound++;
    streams.put(stream.id(), stream);
    return stream;
  }

  /** What no window of this session passes, in bytes. */
  int largestWindow() {
    return config.maxReceiveWindow();
  }

  /** Takes note of an id that the remote used; false if there is no room for a stream of it. */
  boolean hasRoomFor(int id) {
    highestRemoteId = Integer.compareUnsigned(id, highestRemoteId) > 0 ? id : highestRemoteId;
    return inbound < config.maxInboundStreams() && unacceptedInbound < config.maxUnacknowledged();
  }

  /** Adds a stream of the remote. */
  YamuxStream accept(YamuxSession session, int id) {
    YamuxStream stream = new YamuxStream(session, id, false);
    streams.put(id, stream);
    inbound++;
    unacceptedInbound++;
    return stream;
  }

  /** This side has agreed to serve a stream. */
  void acknowledgedInbound() {
    unacceptedInbound--;
  }

  /** The remote has agreed to serve a stream; repeating it does no harm. */
  void acknowledgedOutbound(YamuxStream stream) {
    if (stream.outbound() && !stream.acknowledged) {
      stream.acknowledged = true;
      unacknowledgedOutbound--;
    }
  }

  /**
   * Doubles the window of a stream that it limits, if there is room. Half of what a session may
   * leave unread stays for windows that have not grown.
   *
   * @return by how many bytes it grew
   */
  int grow(YamuxStream stream) {
    ReceiveWindow window = stream.window;
    boolean room =
        window.size() <= config.maxReceiveWindow() / 2
            && windowGrowth + window.size() <= config.maxUnreadPerSession() / 2;
    if (!room || !window.busy() || !stream.received.isEmpty() || !holds(stream)) {
      return 0;
    }
    windowGrowth += window.size();
    return window.grow();
  }

  void forget(YamuxStream stream) {
    if (!streams.remove(stream.id(), stream)) {
      return;
    }
    windowGrowth -= stream.window.growth();
    if (!stream.outbound()) {
      inbound--;
      unacceptedInbound -= stream.acknowledged ? 0 : 1;
    } else if (!stream.acknowledged) {
      unacknowledgedOutbound--;
    }
  }

  /** Whether streams with this id are opened by this side. */
  boolean isOurs(int id) {
    return (id & 1) == (dialer ? FIRST_DIALER_ID : FIRST_LISTENER_ID) % 2;
  }

  /** Whether a stream with this id has ever been opened, by either side. */
  boolean wasKnown(int id) {
    return isOurs(id)
        ? nextId < 0 || Integer.compareUnsigned(id, nextId) < 0
        : Integer.compareUnsigned(id, highestRemoteId) <= 0;
  }
}
