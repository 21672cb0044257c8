package io.grapevine.jvmlibp2p;

import io.libp2p.core.P2PChannel;
import io.libp2p.core.Stream;
import io.libp2p.core.multistream.ProtocolBinding;
import io.libp2p.core.multistream.ProtocolDescriptor;
import java.util.concurrent.CompletableFuture;

/** The asking end of a stream, whether or not the protocol is served here too. */
record OpenedProtocol(String id) implements ProtocolBinding<ChannelStream> {
  @Override
  public ProtocolDescriptor getProtocolDescriptor() {
    return new ProtocolDescriptor(id);
  }

  @Override
  public CompletableFuture<ChannelStream> initChannel(P2PChannel channel, String selected) {
    return CompletableFuture.completedFuture(ChannelStream.over((Stream) channel, selected));
  }
}
