package io.grapevine.libp2p.host;

import java.io.IOException;

/** Serves the inbound streams of one protocol, each on a virtual thread of its own. */
@FunctionalInterface
public interface StreamHandler {
  /**
   * Serves one stream and may block. A stream is closed in order when this returns, so a long-lived
   * stream is served for as long as this runs; when it throws, the stream is reset and counted as
   * {@link Refusal#HANDLER_FAILED}.
   */
  void handle(Stream stream) throws IOException;
}
