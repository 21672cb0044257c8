package io.grapevine.libp2p.yamux;

import org.jspecify.annotations.Nullable;

/**
 * The receiving half of a session: what frames of the remote do. Flags are a set, worked off as
 * SYN, ACK, body, FIN, RST.
 */
final class InboundFrames implements FrameSplitter.Sink {
  private final YamuxSession session;
  private final StreamTable streams;
  private final SendLanes lanes;
  private int flags;

  /** The stream that the current body belongs to; null if it is to be dropped. */
  private @Nullable YamuxStream target;

  InboundFrames(YamuxSession session, StreamTable streams, SendLanes lanes) {
    this.session = session;
    this.streams = streams;
    this.lanes = lanes;
  }

  @Override
  public boolean open() {
    return !session.broken();
  }

  @Override
  public long header(byte[] header) {
    int type = Frame.type(header, 0);
    int id = Frame.id(header, 0);
    long length = Frame.length(header, 0);
    flags = Frame.flags(header, 0);
    target = null;
    if (Frame.version(header, 0) != 0) {
      session.violation("version " + Frame.version(header, 0));
      return 0;
    }
    switch (type) {
      case Frame.DATA -> dataHeader(id, length);
      case Frame.WINDOW_UPDATE -> windowUpdate(id, length);
      case Frame.PING -> ping(length);
      case Frame.GO_AWAY -> session.remoteGoesAway(length);
      default -> session.violation("frame type " + type);
    }
    return type == Frame.DATA && open() ? length : 0;
  }

  private void dataHeader(int id, long length) {
    boolean opening = (flags & Frame.SYN) != 0;
    if (length > (opening ? YamuxConfig.WINDOW_BYTES : streams.largestWindow())) {
      session.violation("data frame of " + length + " bytes");
      return;
    }
    YamuxStream stream = find(id);
    if (stream == null) {
      return;
    }
    if (length > stream.receiveCredit) {
      session.violation("%d bytes where %d fit the window".formatted(length, stream.receiveCredit));
      return;
    }
    if (stream.finReceived && length > 0) {
      session.resetLocally(stream);
      session.report(new YamuxEvent.Reset(stream, false));
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
      session.violation("window of stream " + id + " passes 32 bits");
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
    } else if ((flags & Frame.ACK) != 0) {
      session.pong(value);
    }
  }

  /** The stream of a frame, opened by it if it carries SYN; null if there is none to be served. */
  private @Nullable YamuxStream find(int id) {
    if (id == Frame.SESSION_ID) {
      session.violation("stream frame for the session");
      return null;
    }
    YamuxStream stream = streams.find(id);
    if ((flags & Frame.SYN) != 0) {
      if (stream != null || streams.isOurs(id)) {
        session.violation(
            "SYN for stream " + Integer.toUnsignedString(id) + " that cannot be opened");
        return null;
      }
      return accept(id);
    }
    if (stream == null) {
      missing(id);
      return null;
    }
    if ((flags & Frame.ACK) != 0) {
      streams.acknowledgedOutbound(stream);
    }
    return stream;
  }

  private @Nullable YamuxStream accept(int id) {
    boolean refused = !streams.hasRoomFor(id);
    if (session.goAwaySent()) {
      // The remote could not know yet: no limit of ours was in its way.
      session.queueReset(id);
      return null;
    }
    if (refused || session.pressed()) {
      session.report(new YamuxEvent.Refused(!refused));
      session.queueReset(id);
      return null;
    }
    YamuxStream stream = streams.accept(session, id);
    session.report(new YamuxEvent.Opened(stream));
    return stream;
  }

  /**
   * Late frames for streams that are gone are normal; frames for streams that never were get a
   * reset.
   */
  private void missing(int id) {
    if (!streams.wasKnown(id) && (flags & Frame.RST) == 0) {
      session.queueReset(id);
    }
  }

  @Override
  public void body(byte[] source, int offset, int length) {
    YamuxStream stream = target;
    if (stream == null || stream.reset || stream.discarding) {
      return;
    }
    if (!session.takeUnread(length)) {
      session.resetLocally(stream);
      session.report(new YamuxEvent.Reset(stream, true));
      return;
    }
    stream.received.write(source, offset, length);
    session.report(new YamuxEvent.Received(stream));
  }

  @Override
  public void end() {
    YamuxStream stream = target;
    target = null;
    if (stream == null || stream.reset) {
      return;
    }
    if ((flags & Frame.RST) != 0) {
      session.release(stream);
      session.report(new YamuxEvent.Reset(stream, false));
    } else if ((flags & Frame.FIN) != 0 && !stream.finReceived) {
      stream.finReceived = true;
      session.report(new YamuxEvent.Received(stream));
      if (stream.finSent) {
        streams.forget(stream);
        session.report(new YamuxEvent.Finished(stream));
      }
    }
  }
}
