package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.noise.NoiseException;
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
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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
  private final Map<YamuxStream, MuxStream> streams = new HashMap<>();
  private final Set<MuxStream> closing = new LinkedHashSet<>();
  private final SecureChannel channel;
  private final YamuxSession session;
  private final boolean outbound;
  private final ConnectionTimes times;
  private final ConnectionListener listener;

  /** What this connection holds, guarded by the lock. */
  private final ByteAccount memory;

  private final long startedAt = System.nanoTime();

  /** Streams that ended while the lock was held; their owners are told after it is released. */
  private List<MuxStream> ended = new ArrayList<>();

  private boolean writerIdle;
  private boolean saidGoodbye;
  private boolean terminated;
  private @Nullable CloseReason closeReason;
  private volatile long lastReceived = startedAt;
  private volatile long lastOpened = startedAt;

  /** When the current write to the socket began; 0 between writes. */
  private volatile long writingSince;

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
  }

  /** Starts the two threads. */
  public void start() {
    String name = "libp2p-" + remotePeer().toShortString();
    Thread.ofVirtual().name(name + "-read").start(this::readLoop);
    Thread.ofVirtual().name(name + "-write").start(this::writeLoop);
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
    lock.lock();
    try {
      return session.streamCount();
    } finally {
      lock.unlock();
    }
  }

  /** Bytes held for streams, received and unread or written and unsent. */
  public int bufferedBytes() {
    lock.lock();
    try {
      return session.pendingBytes() + session.unreadBytes();
    } finally {
      lock.unlock();
    }
  }

  /** Whether new streams can be opened here, now or after a wait. */
  public boolean usable() {
    lock.lock();
    try {
      OpenState state = session.openState();
      return state == OpenState.READY || state == OpenState.FULL;
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
    long silence = now - lastReceived;
    long writing = writingSince;
    if (silence > times.unresponsive().toNanos()
        || (writing != 0 && now - writing > times.unresponsive().toNanos())) {
      terminate(new CloseReason(CloseReason.Kind.UNRESPONSIVE, "neither reads nor answers"));
      return;
    }
    lock.lock();
    try {
      if (silence > times.keepAlive().toNanos()) {
        session.ping((int) TimeUnit.NANOSECONDS.toMillis(now));
      }
      resetOverdue(now);
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
    Optional<YamuxStream> largest;
    lock.lock();
    try {
      largest = session.largest();
      largest.ifPresent(
          stream -> {
            stream.reset();
            forget(stream);
            wakeWriter();
          });
    } finally {
      release();
    }
    if (largest.isPresent()) {
      listener.streamRefused(this, StreamRefusal.BUFFER);
    }
    return largest.isPresent();
  }

  private void resetOverdue(long now) {
    Iterator<MuxStream> oldestFirst = closing.iterator();
    while (oldestFirst.hasNext()) {
      MuxStream stream = oldestFirst.next();
      if (stream.closeDeadline - now > 0) {
        return;
      }
      oldestFirst.remove();
      stream.yamux().reset();
      forget(stream.yamux());
    }
  }

  private void readLoop() {
    try {
      channel.passLeftover(this::feed);
      int count = 0;
      while (count >= 0) {
        count = channel.receive(this::feed);
        lastReceived = System.nanoTime();
        listener.bytesIn(Math.max(0, count));
      }
      terminate(new CloseReason(CloseReason.Kind.REMOTE, "closed by the remote"));
    } catch (NoiseException e) {
      terminate(new CloseReason(CloseReason.Kind.VIOLATION, "encryption: " + e.getMessage()));
    } catch (IOException e) {
      terminate(new CloseReason(CloseReason.Kind.FAILED, "receiving failed: " + e.getMessage()));
    } finally {
      terminate(new CloseReason(CloseReason.Kind.FAILED, "receiving broke"));
    }
  }

  private void feed(byte[] buffer, int offset, int length) {
    List<MuxStream> opened = List.of();
    List<YamuxEvent> events;
    lock.lock();
    try {
      events = session.receive(buffer, offset, length);
      for (YamuxEvent event : events) {
        if (event instanceof YamuxEvent.Opened(YamuxStream stream)) {
          opened = opened.isEmpty() ? new ArrayList<>() : opened;
          opened.add(register(stream));
        } else {
          apply(event);
        }
      }
      wakeOpeners();
      wakeWriter();
    } finally {
      release();
    }
    opened.forEach(stream -> listener.streamOpened(this, stream));
    events.forEach(this::report);
  }

  private void writeLoop() {
    try {
      for (int end = nextBatch(); end > 0; end = nextBatch()) {
        writingSince = System.nanoTime();
        int count = channel.send(end);
        writingSince = 0;
        listener.bytesOut(count);
      }
      channel.endOutput();
      finishWriting();
    } catch (InterruptedException e) {
      terminate(new CloseReason(CloseReason.Kind.LOCAL, "writer was interrupted"));
    } catch (IOException e) {
      terminate(new CloseReason(CloseReason.Kind.FAILED, "sending failed: " + e.getMessage()));
    } finally {
      writingSince = 0;
    }
  }

  /** Waits for output and fills the send buffer; returns its end, or 0 when nothing will follow. */
  private int nextBatch() throws InterruptedException {
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
  private void finishWriting() {
    CloseReason reason;
    lock.lock();
    try {
      reason = closeReason;
    } finally {
      lock.unlock();
    }
    if (reason != null) {
      terminate(reason);
    }
  }

  /** Wakes whom an event concerns; called with the lock held. */
  private void apply(YamuxEvent event) {
    switch (event) {
      case YamuxEvent.Received(YamuxStream stream) -> find(stream).ifPresent(MuxStream::wakeReader);
      case YamuxEvent.Writeable(YamuxStream stream) ->
          find(stream).ifPresent(MuxStream::wakeWriter);
      case YamuxEvent.Finished(YamuxStream stream) -> forget(stream);
      case YamuxEvent.Reset(YamuxStream stream, boolean _) -> forget(stream);
      case YamuxEvent.Violation(String what) ->
          closeReason = new CloseReason(CloseReason.Kind.VIOLATION, what);
      case YamuxEvent.Opened _, YamuxEvent.Refused _, YamuxEvent.Pong _, YamuxEvent.GoAway _ -> {}
    }
  }

  private void report(YamuxEvent event) {
    if (event instanceof YamuxEvent.Refused(boolean pressed)) {
      listener.streamRefused(this, pressed ? StreamRefusal.BUFFER : StreamRefusal.LIMIT);
    } else if (event instanceof YamuxEvent.Reset reset && reset.overrun()) {
      listener.streamRefused(this, StreamRefusal.BUFFER);
    }
  }

  private Optional<MuxStream> find(YamuxStream yamux) {
    return Optional.ofNullable(streams.get(yamux));
  }

  private MuxStream register(YamuxStream yamux) {
    MuxStream stream = new MuxStream(this, lock, yamux);
    streams.put(yamux, stream);
    lastOpened = System.nanoTime();
    return stream;
  }

  /** A stream has ended in both directions; called with the lock held. */
  void forget(YamuxStream yamux) {
    MuxStream stream = streams.remove(yamux);
    if (stream != null) {
      closing.remove(stream);
      stream.markOver();
      ended.add(stream);
      wakeOpeners();
    }
  }

  /** Resets the stream later unless the remote ends its direction; called with the lock held. */
  void awaitEnd(MuxStream stream) {
    stream.closeDeadline = System.nanoTime() + times.streamClose().toNanos();
    closing.add(stream);
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

  private void wakeOpeners() {
    if (lock.hasWaiters(openable)) {
      openable.signalAll();
    }
  }

  /** Releases the lock and tells the owners of streams that ended meanwhile. */
  void release() {
    settle();
    List<MuxStream> over = List.of();
    if (!ended.isEmpty()) {
      over = ended;
      ended = new ArrayList<>();
    }
    lock.unlock();
    over.forEach(MuxStream::tellOwner);
  }

  private void terminate(CloseReason suggested) {
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
      session.abandon();
      memory.close();
      List.copyOf(streams.keySet()).forEach(this::forget);
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
