package io.grapevine.benchmark;

import io.grapevine.config.Peer;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** What jobs are compared with: the same bytes there and back over a new libp2p stream. */
final class BareEcho {
  private static final String PROTOCOL = "/grapevine/benchmark/echo/1";
  private static final int STREAMS_PER_PEER = 512;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Peer requester;
  private final List<PeerId> workers;
  private final byte[] block;

  /**
   * @param workers who send back what they get
   * @param block what is sent
   */
  BareEcho(Peer requester, List<Peer> workers, byte[] block) {
    this.requester = requester;
    this.workers = workers.stream().map(Peer::peerId).toList();
    this.block = block;
    for (Peer worker : workers) {
      worker.host().register(new ProtocolBinding(PROTOCOL, STREAMS_PER_PEER, this::answer));
    }
  }

  /** One request and its answer. */
  void request(int caller) throws IOException {
    PeerId worker = workers.get(caller % workers.size());
    try (Stream stream = requester.host().open(worker, List.of(PROTOCOL), LIMIT)) {
      stream.output().write(block);
      stream.output().flush();
      stream.closeWrite();
      if (stream.input().readNBytes(block.length).length != block.length) {
        throw new IOException("the echo is short");
      }
    }
  }

  private void answer(Stream stream) throws IOException {
    byte[] bytes = stream.input().readNBytes(block.length);
    stream.output().write(bytes);
    stream.output().flush();
    stream.closeWrite();
  }
}
