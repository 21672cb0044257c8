package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.Event;
import io.grapevine.libp2p.gossip.RpcDecoder;
import io.grapevine.libp2p.gossip.RpcLimits;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.multiformats.LengthPrefixed;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads the streams that peers open to us, one per peer: a newer one replaces the older one, which
 * may be a leftover of a connection that is dead already. Decoding happens here, on the stream's
 * own thread, and while the router does not keep up nothing more is read, so that the sender feels
 * it.
 */
final class IncomingStreams {

  /** A stream may be silent for ever; this is only how often the wait is renewed. */
  static final Duration IDLE_READ = Duration.ofHours(1);

  /** How long the rest of a frame may take once it has begun. */
  private static final Duration FRAME_READ = Duration.ofSeconds(30);

  private final RpcLimits limits;
  private final RouterLoop router;
  private final PubSubObserver observer;
  private final Map<PeerId, Stream> current = new ConcurrentHashMap<>();

  IncomingStreams(RpcLimits limits, RouterLoop router, PubSubObserver observer) {
    this.limits = limits;
    this.router = router;
    this.observer = observer;
  }

  /** Serves one stream until it ends. */
  void serve(Stream stream) throws IOException {
    PeerId peer = stream.remotePeer();
    Stream older = current.put(peer, stream);
    if (older != null) {
      older.reset();
    }
    router.post(new Event.IncomingOpened(peer));
    try {
      read(stream);
    } catch (MalformedException e) {
      observer.dropped(DropReason.MALFORMED_RPC, 1);
      throw e;
    } catch (IOException e) {
      // That a replaced stream breaks is our own doing.
      if (current.remove(peer, stream)) {
        throw e;
      }
    } finally {
      current.remove(peer, stream);
    }
  }

  /** Resets every stream. */
  void close() {
    current.values().forEach(Stream::reset);
  }

  private void read(Stream stream) throws IOException {
    PushbackInputStream in = new PushbackInputStream(stream.input(), 1);
    while (true) {
      stream.readTimeout(IDLE_READ);
      int first = awaitByte(in);
      if (first < 0) {
        return;
      }
      in.unread(first);
      stream.readTimeout(FRAME_READ);
      byte[] frame = frame(in);
      // Some peers send empty frames to keep a stream alive.
      if (frame.length > 0) {
        Event event = new Event.RpcReceived(stream.remotePeer(), RpcDecoder.decode(frame, limits));
        if (!router.postReceived(event, frame.length)) {
          observer.dropped(DropReason.MAILBOX_FULL, 1);
        }
      }
    }
  }

  private byte[] frame(InputStream in) throws IOException {
    try {
      return LengthPrefixed.read(in, limits.rpcBytesMax());
    } catch (EOFException e) {
      throw new MalformedException("stream ended inside a frame", e);
    }
  }

  /** The next byte, however long it takes; negative at the end. */
  static int awaitByte(InputStream in) throws IOException {
    while (true) {
      try {
        return in.read();
      } catch (SocketTimeoutException e) {
        // A silent stream is a healthy one; whether the connection lives is not for us to find out.
      }
    }
  }
}
