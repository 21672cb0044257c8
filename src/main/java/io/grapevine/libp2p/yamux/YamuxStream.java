package io.grapevine.libp2p.yamux;

/**
 * One stream of a {@link YamuxSession}. All calls belong to the thread that currently drives the
 * session; they change state and queue frames but send nothing.
 */
public final class YamuxStream {
  /** {@link #read} found nothing yet. */
  public static final int NOTHING_YET = 0;

  /** {@link #read} found the end of the remote's direction. */
  public static final int END = -1;

  /** The sum of window updates may not pass this (32 bits). */
  private static final long MAX_CREDIT = 0xffff_ffffL;

  private final YamuxSession session;
  private final int id;
  private final boolean outbound;

  final ByteQueue received = new ByteQueue();
  final ByteQueue pending = new ByteQueue();

  /** SYN or ACK that the next frame of this stream must carry. */
  int pendingFlags;

  long sendCredit = YamuxConfig.WINDOW_BYTES;
  int receiveCredit = YamuxConfig.WINDOW_BYTES;

  /** Bytes that the application consumed, or the window grew by, and the remote does not know. */
  int unreportedCredit;

  final ReceiveWindow window = new ReceiveWindow();

  boolean acknowledged;
  boolean finishing;
  boolean finSent;
  boolean finReceived;
  boolean reset;
  boolean discarding;

  /** The remote is gone, and what it had sent is there to be read. */
  boolean leftBehind;

  /** Membership in the session's queues, so that a stream stands in each at most once. */
  boolean inControlQueue;

  boolean inReadyQueue;
  boolean inBlockedQueue;

  YamuxStream(YamuxSession session, int id, boolean outbound) {
    this.session = session;
    this.id = id;
    this.outbound = outbound;
  }

  public int id() {
    return id;
  }

  /** Whether this side opened the stream. */
  public boolean outbound() {
    return outbound;
  }

  /**
   * Whether either side reset the stream, or the session broke. Nothing can be written then, and
   * nothing read but what a remote that is gone has left behind.
   */
  public boolean isReset() {
    return reset;
  }

  /** Whether the remote has ended its direction; received bytes may still be unread. */
  public boolean remoteFinished() {
    return finReceived;
  }

  /** Whether nothing is missing of what the remote had to say, although it is gone. */
  public boolean endedInOrder() {
    return finReceived && leftBehind;
  }

  /** Whether our direction was ended by {@link #finish}. */
  public boolean finishing() {
    return finishing;
  }

  /** Room that a new stream has for sending, whatever others hold back. */
  public int promptBytes() {
    return session.promptBytes();
  }

  /** Agrees to serve an inbound stream: the next frame sent on it acknowledges it. */
  public void accept() {
    if (!outbound && !acknowledged && !reset) {
      acknowledged = true;
      pendingFlags |= Frame.ACK;
      session.acknowledgedInbound();
    }
  }

  /**
   * Takes received bytes out and credits the remote for them.
   *
   * @return the number of bytes, {@link #NOTHING_YET} or {@link #END}
   */
  public int read(byte[] target, int offset, int length) {
    int count = received.read(target, offset, length);
    if (count > 0) {
      session.consumed(this, count);
      return count;
    }
    return finReceived || reset || discarding ? END : NOTHING_YET;
  }

  /** Received bytes that are not yet read. */
  public int available() {
    return received.size();
  }

  /**
   * Queues bytes for sending, as many as there is room for. They go out at {@link #flush} or when
   * the buffer is full.
   *
   * @return how many bytes were taken; after fewer than {@code length} a {@link
   *     YamuxEvent.Writeable} will follow
   */
  public int write(byte[] source, int offset, int length) {
    if (finishing || reset) {
      throw new IllegalStateException("stream " + id + " is closed for writing");
    }
    return session.write(this, source, offset, length);
  }

  /**
   * Makes everything written so far, and the opening or acknowledgement of the stream, ready to be
   * sent.
   */
  public void flush() {
    if (!reset) {
      session.flush(this);
    }
  }

  /** Ends our direction after what was written. */
  public void finish() {
    if (!finishing && !reset) {
      finishing = true;
      session.ready(this);
    }
  }

  /** Drops what is received from now on, without credit: for a stream whose application is done. */
  public void discardInput() {
    if (!discarding) {
      discarding = true;
      session.dropReceived(this);
    }
  }

  /** Ends both directions at once. */
  public void reset() {
    if (!reset) {
      session.resetLocally(this);
    } else {
      session.dropReceived(this);
    }
  }

  void turn() {
    window.turn();
    received.trim();
    pending.trim();
  }

  int heldBytes() {
    return received.size() + pending.size();
  }

  /** Adds to the send window; false if the remote overflows it. */
  boolean addSendCredit(long bytes) {
    sendCredit += bytes;
    return sendCredit <= MAX_CREDIT;
  }

  @Override
  public String toString() {
    return "yamux stream " + id;
  }
}
