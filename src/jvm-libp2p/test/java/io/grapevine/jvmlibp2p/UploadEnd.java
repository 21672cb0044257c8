package io.grapevine.jvmlibp2p;

import io.libp2p.core.P2PChannel;
import io.libp2p.core.Stream;
import io.libp2p.core.multistream.ProtocolBinding;
import io.libp2p.core.multistream.ProtocolDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Sends many bytes. The library takes everything at once and resets the stream beyond 10 MiB, so
 * the sender is held back by what has left.
 */
final class UploadEnd extends SimpleChannelInboundHandler<ByteBuf>
    implements ProtocolBinding<UploadEnd> {
  /** Four windows, so that the sender is not what the window waits for. */
  private static final int UNDER_WAY_MAX = 1 << 20;

  private static final byte[] CHUNK = new byte[64 * 1024];

  private final SendGate gate = new SendGate(UNDER_WAY_MAX);
  private final CompletableFuture<Stream> ready = new CompletableFuture<>();
  private final CompletableFuture<Long> confirmed = new CompletableFuture<>();
  private final ByteBuf answer = Unpooled.buffer();

  /** Complete when something may be written. */
  CompletableFuture<Stream> ready() {
    return ready;
  }

  /** What the other end says that it has read. */
  CompletableFuture<Long> confirmed() {
    return confirmed;
  }

  void write(Stream stream, long bytes) throws IOException {
    for (long left = bytes; left > 0; left -= CHUNK.length) {
      int count = (int) Math.min(left, CHUNK.length);
      gate.enter(count);
      stream.writeAndFlush(Unpooled.wrappedBuffer(CHUNK, 0, count));
    }
    gate.end(
        () -> {
          var _ = stream.closeWrite();
        });
  }

  @Override
  public ProtocolDescriptor getProtocolDescriptor() {
    return new ProtocolDescriptor(MeasuredProtocol.SINK);
  }

  @Override
  public CompletableFuture<UploadEnd> initChannel(P2PChannel channel, String selected) {
    channel.pushHandler(this);
    ready.complete((Stream) channel);
    return CompletableFuture.completedFuture(this);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    FrameWatch.follow(ctx.channel(), gate);
    ctx.channel()
        .closeFuture()
        .addListener(
            _ -> {
              gate.breakDown();
              confirmed.completeExceptionally(new IOException("the stream was reset"));
            });
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
    answer.writeBytes(bytes);
    if (answer.readableBytes() == Long.BYTES) {
      confirmed.complete(answer.readLong());
    }
  }
}
