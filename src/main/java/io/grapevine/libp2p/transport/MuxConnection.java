package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.noise.NoiseSession;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.resources.ByteAccount;
import io.grapevine.libp2p.yamux.GoAwayCode;
import io.grapevine.libp2p.yamux.OpenState;
import io.grapevine.libp2p.yamux.YamuxConfig;
import io.grapevine.libp2p.yamux.YamuxEvent;
import io.grapevine.libp2p.yamux.YamuxSession;
import io.grapevine.libp2p.yamux.YamuxStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An upgraded connection: the driver of one {@link YamuxSession}.
 *
 * <p>One lock guards the session and is held for changes of state only, never during input or
 * output. The reading thread decrypts and feeds the session; the writing thread drains it,
 * everything that is queued at that moment into as few encrypted messages as possible. Other
 * threads change the session through {@link MuxStream} and wake the writer.
 */
public final class MuxConnection {
  private static final int EXPECTED_CONTROL_BYTES = 512;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition outputQueued = lock.newCondition();
  private final Condition openable = lock.newCondition();
  private final Condition gone = lock.newCondition();
  private final OpenStreams streams = new OpenStreams();
  private final SecureChannel channel;
  private final YamuxSession session;
  private final boolean outbound;
  private final ConnectionTimes times;
  private final ConnectionListener listener;
  private final ConnectionReader reader;
  private final ConnectionWriter writer;

  /** What this connection holds, guarded by the lock. */
  private final ByteAccount memory;

  private final long startedAt = System.nanoTime();

  private boolean writerIdle;
  private boolean saidGoodbye;
  private boolean terminated;
  private @Nullable CloseReason closeReason;
  private volatile long lastOpened = startedAt;

  MuxConnection(
      SecureChannel channel,
      boolean outbound,
      YamuxConfig config,
      ConnectionTimes times,
      ConnectionListener listener,
      ByteAccount memory) {
    this.memory = memory;
    this.channel = channel;
    this.outbound = outbound;
    this.session = new YamuxSession(outbound, config, new SharedMemory(memory));
    this.times = times;
    this.listener = listener;
    this.reader = new ConnectionReader(this, channel, listener);
    this.writer = new ConnectionWriter(this, channel, listener);
  }

  /** Starts the two threads. */
  public void start() {
    String name = "libp2p-" + remotePeer().toShortString();
    Thread.ofVirtual().name(name + "-read").start(reader);
    Thread.ofVirtual().name(name + "-write").start(writer);
  }

  /** The proven identity of the other end. */
  public PeerId remotePeer() {
    return channel.noise().remotePeer();
  }

  /** What the handshake established. */
  public NoiseSession noise() {
    return channel.noise();
  }

  /** Whether this side dialled. */
  public boolean outbound() {
    return outbound;
  }

  /** Time since the upgrade. */
  public Duration age() {
    return Duration.ofNanos(System.nanoTime() - startedAt);
  }

  /** Time since the last stream was opened here by either side. */
  public long idleNanos() {
    return System.nanoTime() - lastOpened;
  }

  /** Open streams of both directions. */
  public int streamCount() {
    return locked(session::streamCount);
  }

  /** Bytes held for streams, received and unread or written and unsent. */
  public int bufferedBytes() {
    return locked(() -> session.pendingBytes() + session.unreadBytes());
  }

  /** Whether new streams can be opened here, now or after a wait. */
  public boolean usable() {
    OpenState state = locked(session::openState);
    return state == OpenState.READY || state == OpenState.FULL;
  }

  private <T> T locked(Supplier<T> question) {
    lock.lock();
    try {
      return question.get();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Opens a stream; while too many are open, waits for one to end.
   *
   * @throws SocketTimeoutException if none ended in time
   * @throws SocketException if the connection takes no more streams
   */
  public MuxStream open(Duration timeout) throws IOException {
    lock.lock();
    try {
      long left = timeout.toNanos();
      while (session.openState() == OpenState.FULL) {
        if (left <= 0) {
          throw new SocketTimeoutException("too many streams are open");
        }
        left = openable.awaitNanos(left);
      }
      YamuxStream yamux =
          session.open().orElseThrow(() -> new SocketException("connection takes no more streams"));
      return register(yamux);
    } catch (InterruptedException e) {
      throw Interruptions.asIoException(e);
    } finally {
      lock.unlock();
    }
  }

  /** Says goodbye so that neither side opens streams here any more; those that are open go on. */
  public void goAway() {
    lock.lock();
    try {
      session.goAway(GoAwayCode.NORMAL);
      wakeWriter();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends what is queued and a goodbye, then closes; waits for that, but not longer than the
   * goodbye may take.
   */
  public void close() {
    lock.lock();
    try {
      session.goAway(GoAwayCode.NORMAL);
      saidGoodbye = true;
      outputQueued.signalAll();
      long left = times.goodbye().toNanos();
      while (!terminated && left > 0) {
        left = gone.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
    terminate(new CloseReason(CloseReason.Kind.LOCAL, "closed by this peer"));
  }

  /** Closes at once. */
  public void abort() {
    terminate(new CloseReason(CloseReason.Kind.LOCAL, "closed by this peer"));
  }

  /**
   * Looks after time-outs; to be called about once a second.
   *
   * @param now the monotonic clock, in nanoseconds
   */
  public void tick(long now) {
    long silence = reader.silentFor(now);
    long patience = times.unresponsive().toNanos();
    if (silence > patience || writer.blockedFor(now) > patience) {
      terminate(new CloseReason(CloseReason.Kind.UNRESPONSIVE, "neither reads nor answers"));
      return;
    }
    lock.lock();
    try {
      if (silence > times.keepAlive().toNanos()) {
        session.ping((int) TimeUnit.NANOSECONDS.toMillis(now));
      }
      for (MuxStream stream : streams.overdue(now)) {
        stream.yamux().reset();
        forget(stream.yamux());
      }
      List<YamuxEvent> roomy = new ArrayList<>();
      session.tick(roomy);
      roomy.forEach(this::apply);
      wakeWriter();
    } finally {
      release();
    }
  }

  /** Resets the stream that holds the most bytes, to make room; false if none holds any. */
  public boolean resetLargest() {
    lock.lock();
    try {
      Optional<YamuxStream> largest = session.largest();
      if (largest.isEmpty()) {
        return false;
      }
      largest.get().reset();
      forget(largest.get());
      wakeWriter();
    } finally {
      release();
    }
    listener.streamRefused(this, StreamRefusal.BUFFER);
    return true;
  }

  /**
   * Takes plaintext; called by the reading thread.
   *
   * @param opened gets the streams that the remote has opened
   * @return what has happened, already carried out here
   */
  List<YamuxEvent> feed(byte[] buffer, int offset, int length, List<MuxStream> opened) {
    lock.lock();
    try {
      List<YamuxEvent> events = session.receive(buffer, offset, length);
      for (YamuxEvent event : events) {
        if (event instanceof YamuxEvent.Opened(YamuxStream stream)) {
          opened.add(register(stream));
        } else {
          apply(event);
        }
      }
      openable.signalAll();
      wakeWriter();
      return events;
    } finally {
      release();
    }
  }

  /**
   * Waits for output and fills the send buffer of the channel; called by the writing thread.
   *
   * @return where the plaintext ends, or 0 when nothing will follow
   */
  int nextBatch() throws InterruptedException {
    List<YamuxEvent> events = new ArrayList<>();
    lock.lock();
    try {
      int start = channel.plaintextStart();
      int end = start;
      while (end == start) {
        while (!session.hasOutput()) {
          if (terminated || saidGoodbye || closeReason != null) {
            return 0;
          }
          writerIdle = true;
          outputQueued.await();
          writerIdle = false;
        }
        byte[] buffer = channel.sendBuffer(session.pendingBytes() + EXPECTED_CONTROL_BYTES);
        end = session.drain(buffer, start, channel.plaintextLimit(), events);
      }
      events.forEach(this::apply);
      return end;
    } finally {
      release();
    }
  }

  /**
   * The last frame is out. After a violation there is nothing to wait for; after a goodbye the
   * remote closes.
   */
  void finishedWriting() {
    locked(() -> Optional.ofNullable(closeReason)).ifPresent(this::terminate);
  }

  /** Wakes whom an event concerns; called with the lock held. */
  private void apply(YamuxEvent event) {
    switch (event) {
      case YamuxEvent.Received(YamuxStream stream) ->
          streams.find(stream).ifPresent(MuxStream::wakeReader);
      case YamuxEvent.Writeable(YamuxStream stream) ->
          streams.find(stream).ifPresent(MuxStream::wakeWriter);
      case YamuxEvent.Finished(YamuxStream stream) -> forget(stream);
      case YamuxEvent.Reset(YamuxStream stream, boolean _) -> forget(stream);
      case YamuxEvent.Violation(String what) ->
          closeReason = new CloseReason(CloseReason.Kind.VIOLATION, what);
      case YamuxEvent.Opened _, YamuxEvent.Refused _, YamuxEvent.Pong _, YamuxEvent.GoAway _ -> {}
    }
  }

  private MuxStream register(YamuxStream yamux) {
    MuxStream stream = new MuxStream(this, lock, yamux);
    streams.add(stream);
    lastOpened = System.nanoTime();
    return stream;
  }

  /** A stream has ended in both directions; called with the lock held. */
  void forget(YamuxStream yamux) {
    if (streams.end(yamux)) {
      openable.signalAll();
    }
  }

  /** Resets the stream later unless the remote ends its direction; called with the lock held. */
  void awaitEnd(MuxStream stream) {
    streams.awaitEnd(stream, System.nanoTime() + times.streamClose().toNanos());
  }

  /** Wakes the writing thread if there is something for it; called with the lock held. */
  void wakeWriter() {
    settle();
    if (writerIdle && session.hasOutput()) {
      outputQueued.signal();
    }
  }

  /** Counts what is held now; called with the lock held. */
  private void settle() {
    memory.settle(session.pendingBytes() + (long) session.unreadBytes());
  }

  /** Releases the lock and tells the owners of streams that ended meanwhile. */
  void release() {
    settle();
    List<MuxStream> over = streams.takeEnded();
    lock.unlock();
    over.forEach(MuxStream::tellOwner);
  }

  /** Ends the connection, for this reason unless another one is known already. */
  void terminate(CloseReason suggested) {
    CloseReason reason = suggested;
    lock.lock();
    try {
      if (terminated) {
        return;
      }
      terminated = true;
      if (closeReason != null) {
        reason = closeReason;
      } else if (saidGoodbye) {
        reason = new CloseReason(CloseReason.Kind.LOCAL, "closed by this peer");
      }
      if (reason.leavesBehind()) {
        session.outlive();
      } else {
        session.abandon();
      }
      memory.close();
      streams.all().forEach(this::forget);
      openable.signalAll();
      outputQueued.signalAll();
      gone.signalAll();
    } finally {
      release();
    }
    channel.close();
    listener.closed(this, reason);
  }

  @Override
  public String toString() {
    return (outbound ? "connection to " : "connection from ") + remotePeer().toShortString();
  }
}
