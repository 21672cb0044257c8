package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.yamux.YamuxConfig;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What passes between session and remote, as an onlooker at the wire sees it: what the session
 * sends must be whole frames, begin streams of its own with SYN, keep to the window that the remote
 * granted, end each direction once, and grant no more than the application has read.
 */
final class YamuxWire {

  private static final int HEADER = 12;
  private static final int SYN = 1;
  private static final int FIN = 4;
  private static final int RST = 8;

  private final YamuxConfig config;

  /** How often each id was opened; a hostile remote may use one again. */
  private final Map<Integer, Integer> openings = new HashMap<>();

  private final Map<Integer, Long> granted = new HashMap<>();
  private final Map<Integer, Long> sent = new HashMap<>();
  private final Map<Integer, Long> read = new HashMap<>();
  private final Map<Integer, Long> credited = new HashMap<>();
  private final Set<Integer> begun = new HashSet<>();
  private final Set<Integer> ended = new HashSet<>();
  private long sentHash;

  // The remote's bytes, cut into frames a second time.
  private final ByteBuffer header = ByteBuffer.allocate(HEADER);
  private long bodyLeft;

  YamuxWire(YamuxConfig config) {
    this.config = config;
  }

  void opened(int id) {
    openings.merge(id, 1, Integer::sum);
  }

  void read(int id, int bytes) {
    read.merge(id, (long) bytes, Long::sum);
  }

  long sentHash() {
    return sentHash;
  }

  /** Counts the credit that the remote grants; what it grants behind a violation does no harm. */
  void received(byte[] bytes) {
    int position = 0;
    while (position < bytes.length) {
      if (bodyLeft > 0) {
        int count = (int) Math.min(bodyLeft, bytes.length - position);
        bodyLeft -= count;
        position += count;
        continue;
      }
      header.put(bytes[position++]);
      if (!header.hasRemaining()) {
        long length = header.getInt(8) & 0xffff_ffffL;
        if (header.get(1) == 1) {
          granted.merge(header.getInt(4), length, Long::sum);
        }
        bodyLeft = header.get(1) == 0 ? length : 0;
        header.clear();
      }
    }
  }

  void sent(byte[] bytes) {
    sentHash = 31 * sentHash + Arrays.hashCode(bytes);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.hasRemaining()) {
      Claims.that(in.remaining() >= HEADER, "a header is torn apart");
      Claims.equal((byte) 0, in.get(), "version");
      int type = in.get();
      int flags = in.getShort() & 0xffff;
      int id = in.getInt();
      long length = in.getInt() & 0xffff_ffffL;
      switch (type) {
        case 0 -> {
          Claims.that(length <= in.remaining(), "a body is torn apart");
          in.position(in.position() + (int) length);
          data(id, flags, length);
        }
        case 1 -> update(id, flags, length);
        case 2, 3 -> Claims.equal(0, id, "stream of a session frame");
        default -> throw new AssertionError("frame type " + type);
      }
    }
  }

  private void data(int id, int flags, long length) {
    stream(id, flags);
    Claims.that(length <= config.maxFrameBody(), "frame of " + length + " bytes");
    long total = sent.merge(id, length, Long::sum);
    long windows = (long) openings.getOrDefault(id, 0) * YamuxConfig.WINDOW_BYTES;
    Claims.that(
        total <= windows + granted.getOrDefault(id, 0L),
        "sent %d bytes on %d".formatted(total, id));
    if ((flags & FIN) != 0) {
      ended.add(id);
    }
  }

  private void update(int id, int flags, long length) {
    if ((flags & RST) == 0) {
      Claims.that(openings.getOrDefault(id, 0) > 0, "a frame for a stream that never was");
      if ((flags & SYN) != 0) {
        begun.add(id);
      }
      long total = credited.merge(id, length, Long::sum);
      Claims.that(total <= read.getOrDefault(id, 0L), "credit for bytes that nobody has read");
    }
  }

  private void stream(int id, int flags) {
    Claims.that(openings.getOrDefault(id, 0) > 0, "a frame for a stream that never was");
    boolean once = openings.getOrDefault(id, 0) == 1;
    Claims.that(!once || !ended.contains(id), "data behind the end of stream " + id);
    if ((flags & SYN) != 0) {
      Claims.that(begun.add(id), "stream " + id + " begins twice");
    }
  }
}
