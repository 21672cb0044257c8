package io.grapevine.jvmlibp2p;

import io.libp2p.core.Connection;
import io.libp2p.etc.util.netty.mux.MuxId;
import io.libp2p.mux.yamux.YamuxFrame;
import io.libp2p.mux.yamux.YamuxType;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.AttributeKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Sees the Yamux frames of one connection on their way out, and tells the stream of each when it
 * has been written to the socket. The library does not tell otherwise.
 */
final class FrameWatch extends ChannelOutboundHandlerAdapter {
  private static final AttributeKey<FrameWatch> KEY =
      AttributeKey.valueOf(FrameWatch.class, "connection");

  private final Map<Long, SendGate> gates = new ConcurrentHashMap<>();

  /** Watches a connection from its first frame. */
  static void install(Connection connection) {
    connection.pushHandler(new FrameWatch());
  }

  /** Tells the gate of what leaves from the channel of a stream, as long as that is open. */
  static void follow(Channel stream, SendGate gate) {
    @Nullable FrameWatch watch = stream.parent().attr(KEY).get();
    if (watch != null && stream.id() instanceof MuxId id) {
      watch.gates.put(id.getId(), gate);
      stream.closeFuture().addListener(_ -> watch.gates.remove(id.getId(), gate));
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.channel().attr(KEY).set(this);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    ChannelPromise followed = promise;
    if (message instanceof YamuxFrame frame && frame.getType() == YamuxType.DATA) {
      SendGate gate = gates.get(frame.getId().getId());
      int bytes = Math.toIntExact(frame.getLength());
      if (gate != null && bytes > 0) {
        followed = promise.unvoid();
        followed.addListener(_ -> gate.left(bytes));
      }
    }
    var _ = ctx.write(message, followed);
  }
}
