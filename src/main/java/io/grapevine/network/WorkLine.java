package io.grapevine.network;

import io.grapevine.job.Bytes;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.wire.WorkFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One end of a work stream. No sender waits: a little goes to the stream at once, for which it has
 * room in any case, and all else is queued and written in order on a thread of its own; one other
 * thread reads.
 */
final class WorkLine {
  private static final Logger LOG = LoggerFactory.getLogger(WorkLine.class);

  /** Frames that may wait; an attempt has a handful, heartbeats come seconds apart. */
  private static final int QUEUE_MAX = 16;

  /** Length of a length, at most. */
  private static final int PREFIX_BYTES = 5;

  /** Longest wait for what is queued to be written at the end. */
  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  private static final Duration PATROL = Duration.ofMinutes(1);

  private final Stream stream;
  private final BlockingQueue<Supplier<Parcel>> outbox = new ArrayBlockingQueue<>(QUEUE_MAX);

  /** Bytes that this stream still takes at once; guarded by this. */
  private int promptBytes;

  /** Writes from the first thing on that was queued; set while this is held. */
  private volatile @Nullable Thread writer;

  private volatile boolean finishing;
  private volatile boolean cut;

  /**
   * Something to be written.
   *
   * @param content what follows the frame, absent if nothing does
   * @param last whether the stream ends behind it
   */
  record Parcel(WorkMessage message, @Nullable Bytes content, boolean last) {}

  WorkLine(Stream stream) {
    this.stream = stream;
    this.promptBytes = stream.promptBytes();
  }

  PeerId remotePeer() {
    return stream.remotePeer();
  }

  void send(WorkMessage message) {
    send(new Parcel(message, null, false));
  }

  /** Sends a frame and what follows it. */
  void send(WorkMessage message, Bytes content) {
    send(new Parcel(message, content, false));
  }

  /** Sends a last frame and ends the stream in order. */
  void sendLast(WorkMessage message) {
    finishing = true;
    send(new Parcel(message, null, true));
  }

  /** Queues what is made only when its turn has come, on the writer's thread. */
  synchronized void send(Supplier<Parcel> parcel) {
    queue(parcel);
  }

  private synchronized void send(Parcel parcel) {
    WorkFrame frame = WorkCodec.encode(parcel.message());
    Bytes content = parcel.content();
    long size = (long) PREFIX_BYTES + frame.getSerializedSize();
    size += content == null ? 0 : content.size();
    if (writer != null || size > promptBytes) {
      queue(() -> parcel);
      return;
    }
    promptBytes -= (int) size;
    try {
      write(frame, content);
      if (parcel.last()) {
        stream.close();
      }
    } catch (IOException broken) {
      broken(broken);
    }
  }

  /** A full queue means that the remote does not read, and ends the stream at once. */
  private void queue(Supplier<Parcel> parcel) {
    if (!outbox.offer(parcel)) {
      LOG.debug("{} does not read its work stream", stream.remotePeer());
      cut();
    } else if (writer == null) {
      writer = Thread.ofVirtual().name("grapevine-work-writer").start(this::write);
    }
  }

  /** Whether this side has said its last word. */
  boolean isFinishing() {
    return finishing;
  }

  /** The next message; waits no longer than the limit for any byte of it. */
  WorkMessage read(Duration limit) throws IOException {
    stream.readTimeout(limit);
    return WorkCodec.decode(Frames.read(stream.input(), WorkCodec.FRAME_MAX));
  }

  /** What follows a frame; its size was checked before. */
  byte[] readContent(long size) throws IOException {
    return Frames.content(stream.input(), size);
  }

  /** Ends the stream in order when nothing is left to be said. Never blocks. */
  void hangUp() {
    finishing = true;
    stream.close();
    interruptWriter();
  }

  /** Ends both directions at once. Never blocks. */
  void cut() {
    cut = true;
    stream.reset();
    interruptWriter();
  }

  private void interruptWriter() {
    Thread writing = writer;
    if (writing != null) {
      writing.interrupt();
    }
  }

  /** Waits until the last word is written. */
  void awaitEnd() {
    awaitEnd(END_LIMIT);
  }

  /** Waits until the last word is written; what is not written by then is cut off. */
  void awaitEnd(Duration limit) {
    Thread writing = writer;
    if (writing == null) {
      return;
    }
    try {
      if (!limit.isPositive() || !writing.join(limit)) {
        cut();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      cut();
    }
  }

  private void write() {
    try {
      boolean over = false;
      while (!over && !cut) {
        Supplier<Parcel> next = outbox.poll(PATROL.toNanos(), TimeUnit.NANOSECONDS);
        if (next != null) {
          Parcel parcel = next.get();
          write(WorkCodec.encode(parcel.message()), parcel.content());
          over = parcel.last();
        }
      }
      if (over) {
        stream.close();
      }
    } catch (IOException broken) {
      broken(broken);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(WorkFrame frame, @Nullable Bytes content) throws IOException {
    OutputStream out = stream.output();
    Frames.write(frame, out);
    if (content != null) {
      out.write(content.array());
    }
    out.flush();
  }

  private void broken(IOException broken) {
    LOG.debug("work stream with {} broke while it was written", stream.remotePeer(), broken);
    stream.reset();
  }
}
