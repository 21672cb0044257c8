package io.grapevine.jvmlibp2p;

import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.peer.PeerId;
import io.libp2p.core.P2PChannel;
import io.libp2p.core.Stream;
import io.libp2p.core.multistream.ProtocolDescriptor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The serving end of a protocol: a virtual thread per stream, so many streams per peer. */
final class ServedProtocol implements io.libp2p.core.multistream.ProtocolBinding<Object> {
  private static final Logger LOG = LoggerFactory.getLogger(ServedProtocol.class);

  private final ProtocolBinding binding;
  private final Map<PeerId, Integer> open = new ConcurrentHashMap<>();

  ServedProtocol(ProtocolBinding binding) {
    this.binding = binding;
  }

  @Override
  public ProtocolDescriptor getProtocolDescriptor() {
    return new ProtocolDescriptor(binding.protocolId());
  }

  @Override
  public CompletableFuture<Object> initChannel(P2PChannel channel, String selected) {
    Stream stream = (Stream) channel;
    PeerId peer = Translations.peerId(stream.remotePeerId());
    if (open.merge(peer, 1, Integer::sum) > binding.inboundStreamsPerPeer()) {
      left(peer);
      LOG.debug("{} has too many streams of {}", peer, selected);
      var _ = stream.close();
      return CompletableFuture.failedFuture(new IOException("too many streams of " + selected));
    }
    var _ = stream.closeFuture().whenComplete((_, _) -> left(peer));
    ChannelStream served = ChannelStream.over(stream, selected);
    Thread.ofVirtual().name("jvm-libp2p-stream").start(() -> serve(served));
    return CompletableFuture.completedFuture(served);
  }

  private void serve(ChannelStream stream) {
    try {
      binding.handler().handle(stream);
      stream.close();
    } catch (IOException | RuntimeException failure) {
      LOG.debug("handler of {} gave up on {}", stream.protocol(), stream.remotePeer(), failure);
      stream.reset();
    }
  }

  private void left(PeerId peer) {
    open.computeIfPresent(peer, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }
}
