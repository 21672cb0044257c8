package io.grapevine.network;

import io.grapevine.job.Bytes;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.peer.PeerId;
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
 * One end of a work stream. What is sent is queued and written in order on a thread of its own, so
 * that no sender waits; one other thread reads.
 */
final class WorkLine {
  private static final Logger LOG = LoggerFactory.getLogger(WorkLine.class);

  /** Frames that may wait; an attempt has a handful, heartbeats come seconds apart. */
  private static final int QUEUE_MAX = 16;

  /** Longest wait for what is queued to be written at the end. */
  private static final Duration END_LIMIT = Duration.ofSeconds(60);

  private static final Duration PATROL = Duration.ofMinutes(1);

  private final Stream stream;
  private final BlockingQueue<Supplier<Parcel>> outbox = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final Thread writer;
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
    this.writer = Thread.ofVirtual().name("grapevine-work-writer").start(this::write);
  }

  PeerId remotePeer() {
    return stream.remotePeer();
  }

  void send(WorkMessage message) {
    send(() -> new Parcel(message, null, false));
  }

  /** Sends a last frame and ends the stream in order. */
  void sendLast(WorkMessage message) {
    finishing = true;
    send(() -> new Parcel(message, null, true));
  }

  /**
   * Queues what is made only when its turn has come, on the writer's thread. A full queue means
   * that the remote does not read, and ends the stream at once.
   */
  void send(Supplier<Parcel> parcel) {
    if (!outbox.offer(parcel)) {
      LOG.debug("{} does not read its work stream", stream.remotePeer());
      cut();
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
    writer.interrupt();
  }

  /** Ends both directions at once. Never blocks. */
  void cut() {
    cut = true;
    stream.reset();
    writer.interrupt();
  }

  /** Waits until the last word is written. */
  void awaitEnd() {
    awaitEnd(END_LIMIT);
  }

  /** Waits until the last word is written; what is not written by then is cut off. */
  void awaitEnd(Duration limit) {
    try {
      if (!limit.isPositive() || !writer.join(limit)) {
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
        over = next != null && write(next.get());
      }
      if (over) {
        stream.close();
      }
    } catch (IOException broken) {
      LOG.debug("work stream with {} broke while it was written", stream.remotePeer(), broken);
      stream.reset();
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** True if the stream ends behind the parcel. */
  private boolean write(Parcel parcel) throws IOException {
    OutputStream out = stream.output();
    Frames.write(WorkCodec.encode(parcel.message()), out);
    Bytes content = parcel.content();
    if (content != null) {
      out.write(content.array());
    }
    out.flush();
    return parcel.last();
  }
}
