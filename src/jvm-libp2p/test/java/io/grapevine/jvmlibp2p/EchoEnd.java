package io.grapevine.jvmlibp2p;

import io.libp2p.core.Stream;
import io.libp2p.protocol.ProtocolMessageHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Sends a request back once it has ended. */
final class EchoEnd implements ProtocolMessageHandler<ByteBuf> {
  private final ByteBuf request = Unpooled.buffer();

  @Override
  public void onMessage(Stream stream, ByteBuf bytes) {
    request.writeBytes(bytes);
  }

  @Override
  public void onReadClosed(Stream stream) {
    stream.writeAndFlush(request);
    var _ = stream.closeWrite();
  }
}
