package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.yamux.YamuxStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The streams of a connection from opening to their end; guarded by the lock of the connection. */
final class OpenStreams {
  private final Map<YamuxStream, MuxStream> streams = new HashMap<>();

  /** Closed by us and not yet by the remote, oldest first. */
  private final Set<MuxStream> closing = new LinkedHashSet<>();

  /** Ended while the lock was held; their owners are told after it is released. */
  private List<MuxStream> ended = new ArrayList<>();

  void add(MuxStream stream) {
    streams.put(stream.yamux(), stream);
  }

  Optional<MuxStream> find(YamuxStream yamux) {
    return Optional.ofNullable(streams.get(yamux));
  }

  List<YamuxStream> all() {
    return List.copyOf(streams.keySet());
  }

  /** A stream has ended in both directions; false if that was known. */
  boolean end(YamuxStream yamux) {
    MuxStream stream = streams.remove(yamux);
    if (stream == null) {
      return false;
    }
    closing.remove(stream);
    stream.markOver();
    ended.add(stream);
    return true;
  }

  /** The remote has until then to end its direction of a stream. */
  void awaitEnd(MuxStream stream, long deadline) {
    stream.closeDeadline = deadline;
    closing.add(stream);
  }

  /** Streams whose remote has not ended its direction in time. */
  List<MuxStream> overdue(long now) {
    List<MuxStream> overdue = new ArrayList<>();
    for (MuxStream stream : closing) {
      if (stream.closeDeadline - now > 0) {
        break;
      }
      overdue.add(stream);
    }
    return overdue;
  }

  /** The streams that have ended since the last call. */
  List<MuxStream> takeEnded() {
    if (ended.isEmpty()) {
      return List.of();
    }
    List<MuxStream> over = ended;
    ended = new ArrayList<>();
    return over;
  }
}
