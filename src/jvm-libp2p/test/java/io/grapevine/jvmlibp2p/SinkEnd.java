package io.grapevine.jvmlibp2p;

import io.libp2p.core.Stream;
import io.libp2p.protocol.ProtocolMessageHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Counts what comes and tells the sum. */
final class SinkEnd implements ProtocolMessageHandler<ByteBuf> {
  private long total;

  @Override
  public void onMessage(Stream stream, ByteBuf bytes) {
    total += bytes.readableBytes();
  }

  @Override
  public void onReadClosed(Stream stream) {
    stream.writeAndFlush(Unpooled.copyLong(total));
    var _ = stream.closeWrite();
  }
}
