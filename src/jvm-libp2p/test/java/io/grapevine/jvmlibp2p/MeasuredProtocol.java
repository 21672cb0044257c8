package io.grapevine.jvmlibp2p;

import io.libp2p.core.P2PChannel;
import io.libp2p.core.Stream;
import io.libp2p.core.multistream.ProtocolBinding;
import io.libp2p.core.multistream.ProtocolDescriptor;
import io.libp2p.protocol.ProtocolMessageHandler;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** A protocol of the benchmark: one handler per stream. */
record MeasuredProtocol(String id, Supplier<ProtocolMessageHandler<ByteBuf>> ends)
    implements ProtocolBinding<Object> {
  static final String ECHO = "/benchmark/echo/1";
  static final String SINK = "/benchmark/sink/1";

  @Override
  public ProtocolDescriptor getProtocolDescriptor() {
    return new ProtocolDescriptor(id);
  }

  @Override
  public CompletableFuture<Object> initChannel(P2PChannel channel, String selected) {
    ProtocolMessageHandler<ByteBuf> end = ends.get();
    ((Stream) channel).pushHandler(end);
    return CompletableFuture.completedFuture(end);
  }
}
