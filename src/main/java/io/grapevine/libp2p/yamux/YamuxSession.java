package io.grapevine.libp2p.yamux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One side of a Yamux connection. {@link #receive} turns bytes from the remote into events; {@link
 * #drain} turns what streams and session have to send into bytes. Between the two everything is a
 * change of state, so the caller decides when to send, and many small writes become one buffer.
 *
 * <p>Memory is bounded by {@link YamuxConfig}: per stream one receive window and the pending limit,
 * per session the limits of unread and pending bytes. Credit is given back for consumed bytes only.
 */
public final class YamuxSession {
  private static final int FIRST_DIALER_ID = 1;
  private static final int FIRST_LISTENER_ID = 2;

  private final YamuxConfig config;
  private final BufferBudget budget;
  private final boolean dialer;
  private final SendLanes lanes;
  private final FrameSplitter splitter = new FrameSplitter();
  private final FrameSplitter.Sink inbound = new Inbound();
  private final Map<Integer, YamuxStream> streams = new LinkedHashMap<>();
  private final List<YamuxStream> finSent = new ArrayList<>();

  private List<YamuxEvent> events = new ArrayList<>();
  private int nextId;
  private int highestRemoteId;
  private int inboundStreams;
  private int unacceptedInbound;
  private int unacknowledgedOutbound;
  private int unreadBytes;
  private long outstandingPing = -1;
  private boolean goAwaySent;
  private boolean goAwayReceived;
  private boolean broken;

  /** Streams wait for credit that was held back under pressure. */
  private boolean creditHeldBack;

  /** A session with nothing but its own limits. */
  public YamuxSession(boolean dialer, YamuxConfig config) {
    this(dialer, config, BufferBudget.UNLIMITED);
  }

  /** A session that shares its memory with others. */
  public YamuxSession(boolean dialer, YamuxConfig config, BufferBudget budget) {
    this.config = config;
    this.budget = budget;
    this.dialer = dialer;
    this.nextId = dialer ? FIRST_DIALER_ID : FIRST_LISTENER_ID;
    this.lanes = new SendLanes(config, budget);
  }

  /**
   * Takes bytes from the remote, cut anywhere. After a {@link YamuxEvent.Violation} nothing is
   * taken any more.
   */
  public List<YamuxEvent> receive(byte[] source, int offset, int length) {
    splitter.feed(source, offset, length, inbound);
    return takeEvents();
  }

  /**
   * Fills the target with as many whole frames as fit: control first, then data, streams in turn.
   *
   * @param events gets the streams that have room again or are finished
   * @return the position behind the last byte; {@code offset} if there is nothing to send
   */
  public int drain(byte[] target, int offset, int limit, List<YamuxEvent> events) {
    int position = lanes.drain(target, offset, limit, finSent);
    for (YamuxStream stream : finSent) {
      if (stream.finReceived && !stream.reset) {
        forget(stream);
        events.add(new YamuxEvent.Finished(stream));
      }
    }
    finSent.clear();
    lanes.unblock(unreadBytes, events);
    return position;
  }

  /** Whether {@link #drain} would write anything, save data that waits for credit. */
  public boolean hasOutput() {
    return !lanes.isEmpty();
  }

  /** Whether {@link #open} can succeed. */
  public OpenState openState() {
    if (broken || goAwaySent || goAwayReceived) {
      return OpenState.GOING_AWAY;
    }
    if (nextId < 0) {
      return OpenState.EXHAUSTED;
    }
    boolean full =
        streams.size() - inboundStreams >= config.maxOutboundStreams()
            || unacknowledgedOutbound >= config.maxUnacknowledged();
    return full ? OpenState.FULL : OpenState.READY;
  }

  /**
   * Opens a stream, if {@link #openState} is ready. The remote learns of it with the first flush.
   */
  public Optional<YamuxStream> open() {
    if (openState() != OpenState.READY) {
      return Optional.empty();
    }
    YamuxStream stream = new YamuxStream(this, nextId, true);
    stream.pendingFlags = Frame.SYN;
    nextId += 2;
    unacknowledgedOutbound++;
    streams.put(stream.id(), stream);
    return Optional.of(stream);
  }

  /** Sends a ping unless one is outstanding; the answer is a {@link YamuxEvent.Pong}. */
  public void ping(int value) {
    if (outstandingPing < 0 && !broken) {
      outstandingPing = Integer.toUnsignedLong(value);
      lanes.ping(outstandingPing);
    }
  }

  /**
   * Gives credit that was held back, and room to streams that wait for it, if there is no pressure
   * any more; to be called now and then.
   *
   * @param events gets the streams that have room again
   */
  public void tick(List<YamuxEvent> events) {
    if (creditHeldBack && !budget.pressed()) {
      creditHeldBack = false;
      streams.values().forEach(this::creditIfDue);
    }
    lanes.unblock(unreadBytes, events);
  }

  /** The stream that holds the most bytes, unread and unsent ones; empty if none holds any. */
  public Optional<YamuxStream> largest() {
    return streams.values().stream()
        .filter(stream -> stream.heldBytes() > 0)
        .max(Comparator.comparingInt(YamuxStream::heldBytes));
  }

  /** Says that this side opens and accepts no further streams; those that are open may go on. */
  public void goAway(GoAwayCode code) {
    if (!goAwaySent) {
      goAwaySent = true;
      lanes.goAway(code.wire());
    }
  }

  /** Open streams of both directions. */
  public int streamCount() {
    return streams.size();
  }

  /** Bytes that streams hold back for sending. */
  public int pendingBytes() {
    return lanes.pendingBytes();
  }

  /** Received bytes that no application has read yet. */
  public int unreadBytes() {
    return unreadBytes;
  }

  /**
   * Ends everything because the connection is gone: all streams are reset, nothing is left to send.
   */
  public void abandon() {
    broken = true;
    List<YamuxStream> all = List.copyOf(streams.values());
    all.forEach(this::release);
    lanes.clear();
  }

  int write(YamuxStream stream, byte[] source, int offset, int length) {
    return lanes.write(stream, source, offset, length, unreadBytes);
  }

  void flush(YamuxStream stream) {
    if (!stream.pending.isEmpty()) {
      lanes.ready(stream);
    } else if (stream.pendingFlags != 0) {
      lanes.control(stream);
    }
  }

  void ready(YamuxStream stream) {
    lanes.ready(stream);
  }

  void acknowledgedInbound() {
    unacceptedInbound--;
  }

  void consumed(YamuxStream stream, int bytes) {
    unreadBytes -= bytes;
    stream.unreportedCredit += bytes;
    creditIfDue(stream);
  }

  private void creditIfDue(YamuxStream stream) {
    if (stream.unreportedCredit >= YamuxConfig.WINDOW_BYTES / 2 && !stream.finReceived) {
      if (budget.pressed()) {
        creditHeldBack = true;
      } else {
        lanes.control(stream);
      }
    }
  }

  void dropReceived(YamuxStream stream) {
    unreadBytes -= stream.received.size();
    stream.received.clear();
  }

  void resetLocally(YamuxStream stream) {
    boolean known = (stream.pendingFlags & Frame.SYN) == 0;
    boolean open = streams.get(stream.id()) == stream;
    release(stream);
    if (known && open && !broken && !lanes.reset(stream.id())) {
      violation("remote causes resets without reading them");
    }
  }

  /** Marks a stream as reset and gives back all that it holds. */
  private void release(YamuxStream stream) {
    stream.reset = true;
    dropReceived(stream);
    lanes.drop(stream);
    forget(stream);
  }

  private void forget(YamuxStream stream) {
    if (!streams.remove(stream.id(), stream)) {
      return;
    }
    if (!stream.outbound()) {
      inboundStreams--;
      unacceptedInbound -= stream.acknowledged ? 0 : 1;
    } else if (!stream.acknowledged) {
      unacknowledgedOutbound--;
    }
  }

  private void violation(String description) {
    if (broken) {
      return;
    }
    abandon();
    goAwaySent = true;
    lanes.goAway(GoAwayCode.PROTOCOL_ERROR.wire());
    events.add(new YamuxEvent.Violation(description));
  }

  private List<YamuxEvent> takeEvents() {
    if (events.isEmpty()) {
      return List.of();
    }
    List<YamuxEvent> taken = events;
    events = new ArrayList<>();
    return taken;
  }

  /**
   * The receiving half: what frames of the remote do. Flags are a set, worked off as SYN, ACK,
   * body, FIN, RST.
   */
  private final class Inbound implements FrameSplitter.Sink {
    private int flags;

    /** The stream that the current body belongs to; null if it is to be dropped. */
    private @Nullable YamuxStream target;

    @Override
    public boolean open() {
      return !broken;
    }

    @Override
    public long header(byte[] header) {
      int type = Frame.type(header, 0);
      int id = Frame.id(header, 0);
      long length = Frame.length(header, 0);
      flags = Frame.flags(header, 0);
      target = null;
      if (Frame.version(header, 0) != 0) {
        violation("version " + Frame.version(header, 0));
        return 0;
      }
      switch (type) {
        case Frame.DATA -> dataHeader(id, length);
        case Frame.WINDOW_UPDATE -> windowUpdate(id, length);
        case Frame.PING -> ping(length);
        case Frame.GO_AWAY -> goAway(length);
        default -> violation("frame type " + type);
      }
      return type == Frame.DATA && !broken ? length : 0;
    }

    private void dataHeader(int id, long length) {
      if (length > YamuxConfig.WINDOW_BYTES) {
        violation("data frame of " + length + " bytes");
        return;
      }
      YamuxStream stream = find(id);
      if (stream == null) {
        return;
      }
      if (length > stream.receiveCredit) {
        violation("%d bytes where %d fit the window".formatted(length, stream.receiveCredit));
        return;
      }
      if (stream.finReceived && length > 0) {
        resetLocally(stream);
        events.add(new YamuxEvent.Reset(stream, false));
        return;
      }
      stream.receiveCredit -= (int) length;
      target = stream;
    }

    private void windowUpdate(int id, long credit) {
      YamuxStream stream = find(id);
      if (stream == null) {
        return;
      }
      if (!stream.addSendCredit(credit)) {
        violation("window of stream " + id + " passes 32 bits");
        return;
      }
      if (!stream.pending.isEmpty()) {
        lanes.ready(stream);
      }
      target = stream;
    }

    private void ping(long value) {
      if ((flags & Frame.SYN) != 0) {
        lanes.pong(value);
      } else if ((flags & Frame.ACK) != 0 && value == outstandingPing) {
        outstandingPing = -1;
        events.add(new YamuxEvent.Pong());
      }
    }

    private void goAway(long code) {
      goAwayReceived = true;
      events.add(new YamuxEvent.GoAway(code));
    }

    /**
     * The stream of a frame, opened by it if it carries SYN; null if there is none to be served.
     */
    private @Nullable YamuxStream find(int id) {
      if (id == Frame.SESSION_ID) {
        violation("stream frame for the session");
        return null;
      }
      YamuxStream stream = streams.get(id);
      if ((flags & Frame.SYN) != 0) {
        if (stream != null || isOurs(id)) {
          violation("SYN for stream " + Integer.toUnsignedString(id) + " that cannot be opened");
          return null;
        }
        return accept(id);
      }
      if (stream == null) {
        missing(id);
        return null;
      }
      if ((flags & Frame.ACK) != 0 && stream.outbound() && !stream.acknowledged) {
        stream.acknowledged = true;
        unacknowledgedOutbound--;
      }
      return stream;
    }

    private @Nullable YamuxStream accept(int id) {
      highestRemoteId = Integer.compareUnsigned(id, highestRemoteId) > 0 ? id : highestRemoteId;
      boolean refused =
          goAwaySent
              || inboundStreams >= config.maxInboundStreams()
              || unacceptedInbound >= config.maxUnacknowledged();
      if (refused || budget.pressed()) {
        events.add(new YamuxEvent.Refused(!refused));
        queueReset(id);
        return null;
      }
      YamuxStream stream = new YamuxStream(YamuxSession.this, id, false);
      streams.put(id, stream);
      inboundStreams++;
      unacceptedInbound++;
      events.add(new YamuxEvent.Opened(stream));
      return stream;
    }

    /**
     * Late frames for streams that are gone are normal; frames for streams that never were get a
     * reset.
     */
    private void missing(int id) {
      boolean known =
          isOurs(id)
              ? nextId < 0 || Integer.compareUnsigned(id, nextId) < 0
              : Integer.compareUnsigned(id, highestRemoteId) <= 0;
      if (!known && (flags & Frame.RST) == 0) {
        queueReset(id);
      }
    }

    private void queueReset(int id) {
      if (!lanes.reset(id)) {
        violation("remote causes resets without reading them");
      }
    }

    private boolean isOurs(int id) {
      return (id & 1) == (dialer ? FIRST_DIALER_ID : FIRST_LISTENER_ID) % 2;
    }

    @Override
    public void body(byte[] source, int offset, int length) {
      YamuxStream stream = target;
      if (stream == null || stream.reset || stream.discarding) {
        return;
      }
      if (unreadBytes + length > config.maxUnreadPerSession()
          || !budget.allows(unreadBytes + length + lanes.pendingBytes())) {
        resetLocally(stream);
        events.add(new YamuxEvent.Reset(stream, true));
        return;
      }
      stream.received.write(source, offset, length);
      unreadBytes += length;
      events.add(new YamuxEvent.Received(stream));
    }

    @Override
    public void end() {
      YamuxStream stream = target;
      target = null;
      if (stream == null || stream.reset) {
        return;
      }
      if ((flags & Frame.RST) != 0) {
        release(stream);
        events.add(new YamuxEvent.Reset(stream, false));
      } else if ((flags & Frame.FIN) != 0 && !stream.finReceived) {
        stream.finReceived = true;
        events.add(new YamuxEvent.Received(stream));
        if (stream.finSent) {
          forget(stream);
          events.add(new YamuxEvent.Finished(stream));
        }
      }
    }
  }
}
