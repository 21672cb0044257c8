package io.grapevine.libp2p.host;

import io.grapevine.libp2p.transport.DeadlineInput;
import io.grapevine.libp2p.transport.MuxStream;
import java.time.Duration;

/** A moment on the monotonic clock by which several steps must be done together. */
record Deadline(long nanoTime) {
  static Deadline after(Duration time) {
    return new Deadline(System.nanoTime() + time.toNanos());
  }

  /** Time left, zero when it is over. */
  Duration left() {
    return Duration.ofNanos(Math.max(0, nanoTime - System.nanoTime()));
  }

  boolean over() {
    return nanoTime - System.nanoTime() <= 0;
  }

  /** The input of a stream for as long as there is time left. */
  DeadlineInput limit(MuxStream stream) {
    return new DeadlineInput(stream.input(), nanoTime, stream::readTimeout);
  }

  DeadlineInput limit(Stream stream) {
    return new DeadlineInput(stream.input(), nanoTime, stream::readTimeout);
  }

  /** The time left, but not more than so much. */
  Duration atMost(Duration time) {
    Duration left = left();
    return left.compareTo(time) < 0 ? left : time;
  }
}
