package io.grapevine.network;

import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.host.StreamHandler;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens streams to any peer, this one included: whoever is asked is served by the same handler. */
final class StreamOpener {
  private static final Logger LOG = LoggerFactory.getLogger(StreamOpener.class);

  private final PeerNetwork network;
  private final Consumer<PeerId> reminder;
  private final Map<String, StreamHandler> handlers = new ConcurrentHashMap<>();

  /**
   * @param reminder told of a peer that is not connected before it is dialled
   */
  StreamOpener(PeerNetwork network, Consumer<PeerId> reminder) {
    this.network = network;
    this.reminder = reminder;
  }

  /** Serves a protocol to others and to this peer. */
  void serve(ProtocolBinding binding) {
    handlers.put(binding.protocolId(), binding.handler());
    network.serve(binding);
  }

  Stream open(PeerId peer, String protocol, Duration limit) throws IOException {
    if (peer.equals(network.self())) {
      return openHere(protocol);
    }
    if (!network.isConnected(peer)) {
      reminder.accept(peer);
    }
    return network.open(peer, protocol, limit);
  }

  /** Does something for which the connections with a peer are to be kept. */
  <E extends Exception> void keeping(PeerId peer, String purpose, Work<E> work) throws E {
    network.keep(peer, purpose);
    try {
      work.run();
    } finally {
      network.release(peer, purpose);
    }
  }

  /** Something that takes a while and may fail. */
  @FunctionalInterface
  interface Work<E extends Exception> {
    void run() throws E;
  }

  private Stream openHere(String protocol) throws IOException {
    StreamHandler handler = handlers.get(protocol);
    if (handler == null) {
      throw new IOException(protocol + " is not served here");
    }
    LocalStream.Pair pair = LocalStream.pair(network.self(), protocol);
    Thread.ofVirtual().name("grapevine-local").start(() -> serve(handler, pair.server()));
    return pair.opener();
  }

  private static void serve(StreamHandler handler, Stream stream) {
    try {
      handler.handle(stream);
      stream.close();
    } catch (IOException | RuntimeException failure) {
      LOG.debug("handler of {} gave up on this peer's own stream", stream.protocol(), failure);
      stream.reset();
    }
  }
}
