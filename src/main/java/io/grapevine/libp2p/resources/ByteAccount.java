package io.grapevine.libp2p.resources;

/**
 * The bytes of one connection or queue. It belongs to one owner, whose lock guards it. The owner
 * counts for itself and settles now and then; counters shared with others are touched only when a
 * step of {@value #STEP_BYTES} bytes is crossed.
 */
public final class ByteAccount implements AutoCloseable {
  /** What one account may hold uncounted. */
  public static final int STEP_BYTES = 8192;

  private final ByteBudget.PeerBytes peer;
  private long counted;
  private boolean closed;

  ByteAccount(ByteBudget.PeerBytes peer) {
    this.peer = peer;
  }

  /** Tells how many bytes the owner holds now, be there room for them or not. */
  public void settle(long held) {
    long steps = held - held % STEP_BYTES;
    if (steps != counted && !closed) {
      peer.add(steps - counted);
      counted = steps;
    }
  }

  /** Whether the owner may hold so many bytes, as far as it is growth. */
  public boolean allows(long held) {
    return held - counted < STEP_BYTES || held - counted <= peer.room();
  }

  /** Whether the peer has more than half of what it may have, and should be slowed down. */
  public boolean pressed() {
    return peer.pressed();
  }

  /** Gives everything back. */
  @Override
  public void close() {
    if (!closed) {
      settle(0);
      closed = true;
      peer.leave();
    }
  }
}
