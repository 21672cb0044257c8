package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.yamux.GoAwayCode;
import io.grapevine.libp2p.yamux.YamuxConfig;
import io.grapevine.libp2p.yamux.YamuxEvent;
import io.grapevine.libp2p.yamux.YamuxSession;
import io.grapevine.libp2p.yamux.YamuxStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One session with everything an onlooker can count: the bytes that the application holds unread or
 * unsent, and on the wire who may send how much to whom.
 */
final class YamuxModel {

  static final YamuxConfig CONFIG =
      Records.with(
          YamuxConfig.DEFAULT,
          Map.of(
              "maxInboundStreams", 5,
              "maxOutboundStreams", 4,
              "maxUnacknowledged", 3,
              "maxFrameBody", 1024,
              "maxPendingPerStream", 2048,
              "maxPendingPerSession", 4096,
              "minPendingPerStream", 256,
              "maxUnreadPerSession", YamuxConfig.WINDOW_BYTES,
              "maxQueuedResets", 8));

  private static final int STREAMS_MAX = 9;

  /** A goodbye, a ping, sixteen answers, eight resets and one control frame for each stream. */
  private static final int CONTROL_BYTES_MAX = 12 * (1 + 1 + 16 + 8 + 2 * STREAMS_MAX);

  private final YamuxSession session;
  private final YamuxWire wire = new YamuxWire(CONFIG);
  private final List<YamuxStream> streams = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private long readHash;
  private boolean broken;

  YamuxModel(boolean dialer) {
    this.session = new YamuxSession(dialer, CONFIG);
  }

  /** Passes the bytes on in pieces of this size. */
  void receive(byte[] bytes, int piece) {
    List<YamuxEvent> events = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += piece) {
      events.addAll(session.receive(bytes, from, Math.min(piece, bytes.length - from)));
    }
    wire.received(bytes);
    events.forEach(this::happened);
    log(events);
  }

  void open() {
    session
        .open()
        .ifPresent(
            stream -> {
              streams.add(stream);
              wire.opened(stream.id());
            });
  }

  void write(int pick, int count) {
    YamuxStream stream = stream(pick);
    if (stream != null && !stream.isReset() && !stream.finishing()) {
      int taken = stream.write(new byte[count], 0, count);
      Claims.that(taken >= 0 && taken <= count, "took " + taken + " of " + count + " bytes");
      log.add("wrote " + taken);
    }
  }

  void read(int pick, int count) {
    YamuxStream stream = stream(pick);
    if (stream == null) {
      return;
    }
    byte[] target = new byte[count];
    int before = stream.available();
    int got = stream.read(target, 0, count);
    if (got > 0) {
      Claims.equal(Math.min(before, count), got, "bytes read");
      wire.read(stream.id(), got);
      readHash = 31 * readHash + Arrays.hashCode(target);
    } else {
      Claims.equal(0, before, "unread bytes of a stream that yields none");
    }
    log.add("read " + got);
  }

  void accept(int pick) {
    YamuxStream stream = stream(pick);
    if (stream != null) {
      stream.accept();
    }
  }

  void flushOrFinish(int pick) {
    YamuxStream stream = stream(pick / 2);
    if (stream != null) {
      if (pick % 2 == 0) {
        stream.flush();
      } else {
        stream.finish();
      }
    }
  }

  void resetOrDiscard(int pick) {
    YamuxStream stream = stream(pick / 2);
    if (stream != null) {
      if (pick % 2 == 0) {
        stream.reset();
      } else {
        stream.discardInput();
      }
    }
  }

  void ping(int value) {
    session.ping(value);
  }

  void goAway(GoAwayCode code) {
    session.goAway(code);
  }

  void drain(int room) {
    List<YamuxEvent> events = new ArrayList<>();
    byte[] target = new byte[room];
    int pending = session.pendingBytes();
    int end = session.drain(target, 0, room, events);
    int bound = CONTROL_BYTES_MAX + pending + 12 * (pending + 2 * STREAMS_MAX);
    Claims.that(end <= Math.min(room, bound), "sent " + end + " bytes, " + pending + " waited");
    wire.sent(Arrays.copyOf(target, end));
    log(events);
  }

  /** What the limits promise, whatever happened before. */
  void check() {
    int unread = 0;
    int alive = 0;
    for (YamuxStream stream : streams) {
      unread += stream.available();
      Claims.that(
          stream.available() <= YamuxConfig.WINDOW_BYTES, "a stream holds more than a window");
      Claims.that(!stream.isReset() || stream.available() == 0, "a reset stream holds bytes");
      alive += stream.isReset() ? 0 : 1;
    }
    Claims.equal(unread, session.unreadBytes(), "unread bytes");
    Claims.that(unread <= CONFIG.maxUnreadPerSession(), "too many unread bytes: " + unread);
    int pendingMax = CONFIG.maxPendingPerSession() + STREAMS_MAX * CONFIG.minPendingPerStream();
    Claims.that(session.pendingBytes() >= 0, "pending bytes are negative");
    Claims.that(session.pendingBytes() <= pendingMax, "pending: " + session.pendingBytes());
    Claims.that(session.streamCount() >= 0 && session.streamCount() <= STREAMS_MAX, "streams");
    Claims.that(session.streamCount() <= alive, "a stream is kept that is reset");
    if (broken) {
      Claims.equal(0, session.streamCount(), "streams of a broken session");
      Claims.equal(0, session.pendingBytes(), "pending bytes of a broken session");
    }
  }

  /** Everything that must not depend on how the bytes were cut. */
  String state() {
    StringBuilder state = new StringBuilder(256);
    state.append(session.streamCount()).append(' ').append(session.pendingBytes()).append(' ');
    state.append(session.unreadBytes()).append(' ').append(session.openState()).append(' ');
    state.append(session.hasOutput()).append(' ').append(readHash).append(' ');
    state.append(wire.sentHash());
    for (YamuxStream stream : streams) {
      state.append(' ').append(stream.id()).append(stream.isReset() ? "R" : "");
      state.append(stream.remoteFinished() ? "F" : "").append(stream.available());
    }
    log.forEach(line -> state.append('\n').append(line));
    log.clear();
    return state.toString();
  }

  private void happened(YamuxEvent event) {
    switch (event) {
      case YamuxEvent.Opened opened -> {
        streams.add(opened.stream());
        wire.opened(opened.stream().id());
      }
      case YamuxEvent.Violation _ -> broken = true;
      default -> Claims.that(!broken, "an event after the violation: " + event);
    }
  }

  /** A piece of a body is an event of its own, so only the last one of a run counts. */
  private void log(List<YamuxEvent> events) {
    List<String> lines = new ArrayList<>();
    for (YamuxEvent event : events) {
      String line = line(event);
      if (event instanceof YamuxEvent.Reset reset) {
        lines.removeIf(("received " + reset.stream().id())::equals);
      }
      if (lines.isEmpty() || !lines.getLast().equals(line) || !line.startsWith("received")) {
        lines.add(line);
      }
    }
    log.addAll(lines);
  }

  private static String line(YamuxEvent event) {
    return switch (event) {
      case YamuxEvent.Opened opened -> "opened " + opened.stream().id();
      case YamuxEvent.Received received -> "received " + received.stream().id();
      case YamuxEvent.Writeable writeable -> "writeable " + writeable.stream().id();
      case YamuxEvent.Finished finished -> "finished " + finished.stream().id();
      case YamuxEvent.Reset reset -> "reset " + reset.stream().id() + " " + reset.overrun();
      case YamuxEvent.Violation violation -> "violation " + violation.description();
      default -> event.toString();
    };
  }

  private @Nullable YamuxStream stream(int pick) {
    return streams.isEmpty() ? null : streams.get(pick % streams.size());
  }
}
