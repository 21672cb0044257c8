package io.grapevine.libp2p.yamux;

/** What a session tells its driver. */
public sealed interface YamuxEvent {
  /**
   * The remote opened a stream; it waits for {@link YamuxStream#accept} or {@link
   * YamuxStream#reset}.
   */
  record Opened(YamuxStream stream) implements YamuxEvent {}

  /**
   * A read of this stream may now succeed, because bytes or the end of the remote's direction
   * arrived.
   */
  record Received(YamuxStream stream) implements YamuxEvent {}

  /** A write that found too little room may now succeed. */
  record Writeable(YamuxStream stream) implements YamuxEvent {}

  /**
   * The remote reset the stream, or {@code overrun} says that the session did, because too many
   * bytes were unread.
   */
  record Reset(YamuxStream stream, boolean overrun) implements YamuxEvent {}

  /**
   * Both directions ended in order and the last frame is out; bytes that were received can still be
   * read.
   */
  record Finished(YamuxStream stream) implements YamuxEvent {}

  /**
   * A stream of the remote was turned away, for its number or, if {@code pressed}, because the
   * remote's streams hold too many bytes already.
   */
  record Refused(boolean pressed) implements YamuxEvent {}

  /** The answer to our ping. */
  record Pong() implements YamuxEvent {}

  /** The remote opens and accepts no further streams; code 0 is an orderly end. */
  record GoAway(long code) implements YamuxEvent {}

  /**
   * The remote broke the protocol. The session is over; what it still has to send is one GoAway.
   */
  record Violation(String description) implements YamuxEvent {}
}
