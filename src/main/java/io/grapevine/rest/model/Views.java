package io.grapevine.rest.model;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Small conversions that several views share. */
final class Views {
  private Views() {}

  static @Nullable String text(@Nullable PeerId peer) {
    return peer == null ? null : peer.toString();
  }

  static @Nullable String text(@Nullable Duration duration) {
    return duration == null ? null : duration.toString();
  }
}
