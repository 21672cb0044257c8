package io.grapevine.libp2p.yamux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * One side of a Yamux connection. {@link #receive} turns bytes from the remote into events; {@link
 * #drain} turns what streams and session have to send into bytes. Between the two everything is a
 * change of state, so the caller decides when to send, and many small writes become one buffer.
 *
 * <p>Memory is bounded by {@link YamuxConfig}: per stream one receive window and the pending limit,
 * per session the limits of unread and pending bytes. Credit is given back for consumed bytes only;
 * beyond that only a {@link ReceiveWindow} that is too small for its stream grows.
 */
public final class YamuxSession {
  /** What stays readable of all streams when the remote is gone; nobody accounts for it then. */
  static final int LEFT_BEHIND_MAX = YamuxConfig.WINDOW_BYTES;

  private final YamuxConfig config;
  private final BufferBudget budget;
  private final SendLanes lanes;
  private final FrameSplitter splitter = new FrameSplitter();
  private final StreamTable streams;
  private final FrameSplitter.Sink inbound;
  private final List<YamuxStream> finSent = new ArrayList<>();

  private List<YamuxEvent> events = new ArrayList<>();
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
    this.lanes = new SendLanes(config, budget);
    this.streams = new StreamTable(dialer, config);
    this.inbound = new InboundFrames(this, streams, lanes);
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
        streams.forget(stream);
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
    return streams.openState();
  }

  /**
   * Opens a stream, if {@link #openState} is ready. The remote learns of it with the first flush.
   */
  public Optional<YamuxStream> open() {
    if (openState() != OpenState.READY) {
      return Optional.empty();
    }
    YamuxStream stream = streams.open(this);
    stream.pendingFlags = Frame.SYN;
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
   * any more. Gives back the buffers of streams that rest. To be called some times a second: from
   * one turn to the next it is seen how busy a stream is.
   *
   * @param events gets the streams that have room again
   */
  public void tick(List<YamuxEvent> events) {
    streams.all().forEach(YamuxStream::turn);
    if (creditHeldBack && !budget.pressed()) {
      creditHeldBack = false;
      streams.all().forEach(this::creditIfDue);
    }
    lanes.unblock(unreadBytes, events);
  }

  /** The stream that holds the most bytes, unread and unsent ones; empty if none holds any. */
  public Optional<YamuxStream> largest() {
    return streams.all().stream()
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
   * Ends everything because the connection is gone: all streams are reset, nothing is left to send,
   * and what was received and not read is dropped.
   */
  public void abandon() {
    broken = true;
    streams.all().forEach(this::release);
    lanes.clear();
  }

  /**
   * Ends everything because the remote is gone. What it had sent before can still be read, the
   * longest open streams first, as long as it is no more than {@value #LEFT_BEHIND_MAX} bytes.
   */
  public void outlive() {
    int kept = 0;
    for (YamuxStream stream : streams.all()) {
      if (kept + stream.available() <= LEFT_BEHIND_MAX) {
        kept += stream.available();
        stream.leftBehind = true;
      }
    }
    abandon();
  }

  /** Room that every new stream has for sending. */
  int promptBytes() {
    return config.minPendingPerStream();
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
    streams.acknowledgedInbound();
  }

  void consumed(YamuxStream stream, int bytes) {
    unreadBytes -= bytes;
    stream.unreportedCredit += bytes;
    stream.window.taken(bytes);
    creditIfDue(stream);
  }

  private void creditIfDue(YamuxStream stream) {
    boolean due = stream.unreportedCredit >= stream.window.size() / 2;
    if (due && !stream.finReceived && !stream.reset) {
      if (budget.pressed()) {
        creditHeldBack = true;
      } else {
        stream.unreportedCredit += streams.grow(stream);
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
    boolean open = streams.holds(stream);
    release(stream);
    if (known && open && !broken) {
      queueReset(stream.id());
    }
  }

  void queueReset(int id) {
    if (!lanes.reset(id)) {
      violation("remote causes resets without reading them");
    }
  }

  boolean broken() {
    return broken;
  }

  boolean goAwaySent() {
    return goAwaySent;
  }

  /** Whether no stream of the remote is taken for want of memory. */
  boolean pressed() {
    return budget.pressed();
  }

  void remoteGoesAway(long code) {
    goAwayReceived = true;
    report(new YamuxEvent.GoAway(code));
  }

  /** The remote answers a ping; an answer that nobody waits for is nothing. */
  void pong(long value) {
    if (value == outstandingPing) {
      outstandingPing = -1;
      report(new YamuxEvent.Pong());
    }
  }

  /** Counts received bytes; false above the limit of the session or of what it shares. */
  boolean takeUnread(int bytes) {
    if (unreadBytes + bytes > config.maxUnreadPerSession()
        || !budget.allows(unreadBytes + bytes + lanes.pendingBytes())) {
      return false;
    }
    unreadBytes += bytes;
    return true;
  }

  void report(YamuxEvent event) {
    events.add(event);
  }

  /** Marks a stream as reset and gives back all that it holds. */
  void release(YamuxStream stream) {
    stream.reset = true;
    if (!stream.leftBehind) {
      dropReceived(stream);
    }
    lanes.drop(stream);
    streams.forget(stream);
  }

  void violation(String description) {
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
}
