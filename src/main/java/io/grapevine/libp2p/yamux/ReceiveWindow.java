package io.grapevine.libp2p.yamux;

/**
 * How far a remote may send ahead of the reader of one stream. Starts at what the specification
 * fixes and doubles while it is what limits the stream: a path that is long as well as fast needs a
 * window of bandwidth times delay. A stream counts as limited if its reader has taken everything
 * and took at least a window since the turn before the last; so slow streams, and slow readers,
 * keep the small window.
 */
final class ReceiveWindow {
  private int size = YamuxConfig.WINDOW_BYTES;
  private long takenThisTurn;
  private long takenLastTurn;

  int size() {
    return size;
  }

  /** By how much it has grown, in bytes. */
  int growth() {
    return size - YamuxConfig.WINDOW_BYTES;
  }

  /** The reader took bytes. */
  void taken(int bytes) {
    takenThisTurn += bytes;
  }

  /** A turn is over. */
  void turn() {
    takenLastTurn = takenThisTurn;
    takenThisTurn = 0;
  }

  /** Whether a window or more was taken in this turn and the last one. */
  boolean busy() {
    return takenThisTurn + takenLastTurn >= size;
  }

  /** Doubles, and returns the bytes that came on top. */
  int grow() {
    int more = size;
    size += more;
    return more;
  }
}
