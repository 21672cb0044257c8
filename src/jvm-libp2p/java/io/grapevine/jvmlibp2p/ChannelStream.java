package io.grapevine.jvmlibp2p;

import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.peer.PeerId;
import io.libp2p.etc.util.netty.mux.RemoteWriteClosed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A stream of the library behind the blocking interface. Closing a stream means a reset there, so
 * an orderly end is an end of the own direction, once everything has left: the library forgets
 * bytes for which it had no credit yet when both directions are over.
 */
final class ChannelStream implements Stream {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelStream.class);

  /** Bytes of one stream that may be on their way to the socket. */
  private static final int UNDER_WAY_MAX = 256 << 10;

  /** How long the remote may take to end its direction after this side has closed. */
  private static final Duration FAREWELL = Duration.ofSeconds(10);

  private final io.libp2p.core.Stream stream;
  private final ChannelHandlerContext context;
  private final PeerId remotePeer;
  private final String protocol;
  private final ReceiveQueue received;
  private final SendGate gate;
  private final OutputStream output;

  private ChannelStream(
      io.libp2p.core.Stream stream,
      ChannelHandlerContext context,
      String protocol,
      ReceiveQueue received,
      SendGate gate) {
    this.stream = stream;
    this.context = context;
    this.remotePeer = Translations.peerId(stream.remotePeerId());
    this.protocol = protocol;
    this.received = received;
    this.gate = gate;
    this.output = new BufferedChannelOutput(this::write, this::closeWrite);
  }

  /** Puts the blocking end behind a stream whose protocol was agreed on; on its event loop. */
  static ChannelStream over(io.libp2p.core.Stream stream, String protocol) {
    ReceiveQueue received = new ReceiveQueue();
    Inbound inbound = new Inbound(stream, received);
    stream.pushHandler(inbound);
    ChannelHandlerContext context = inbound.context();
    SendGate gate = new SendGate(UNDER_WAY_MAX);
    FrameWatch.follow(context.channel(), gate);
    context
        .channel()
        .closeFuture()
        .addListener(
            _ -> {
              received.breakDown();
              gate.breakDown();
            });
    return new ChannelStream(stream, context, protocol, received, gate);
  }

  @Override
  public PeerId remotePeer() {
    return remotePeer;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public boolean outbound() {
    return stream.isInitiator();
  }

  @Override
  public InputStream input() {
    return received;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public void readTimeout(Duration timeout) {
    received.readTimeout(timeout);
  }

  @Override
  public void writeTimeout(Duration timeout) {
    gate.writeTimeout(timeout);
  }

  @Override
  public void closeWrite() throws IOException {
    output.flush();
    gate.end(
        () -> {
          var _ = stream.closeWrite();
        });
  }

  @Override
  public void reset() {
    received.abandon();
    gate.breakDown();
    var _ = stream.close();
  }

  @Override
  public void close() {
    Thread.ofVirtual().name("jvm-libp2p-close").start(this::farewell);
  }

  /** What is buffered may have to wait for room, which the caller must not. */
  private void farewell() {
    try {
      closeWrite();
      received.discard();
      var late =
          context.executor().schedule(this::reset, FAREWELL.toMillis(), TimeUnit.MILLISECONDS);
      context.channel().closeFuture().addListener(_ -> late.cancel(false));
    } catch (IOException failure) {
      LOG.debug("stream with {} was not closed in order", remotePeer, failure);
      reset();
    }
  }

  private void write(byte[] bytes) throws IOException {
    gate.enter(bytes.length);
    var _ = context.writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }

  /** What the event loop hands over. */
  private static final class Inbound extends SimpleChannelInboundHandler<ByteBuf> {
    private final io.libp2p.core.Stream stream;
    private final ReceiveQueue received;
    private @Nullable ChannelHandlerContext context;

    Inbound(io.libp2p.core.Stream stream, ReceiveQueue received) {
      this.stream = stream;
      this.received = received;
    }

    ChannelHandlerContext context() {
      if (context == null) {
        throw new IllegalStateException("the stream is closed already");
      }
      return context;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      context = ctx;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf bytes) {
      if (!received.add(ByteBufUtil.getBytes(bytes))) {
        LOG.debug("stream with {} is reset: nobody reads it", stream.remotePeerId());
        received.abandon();
        var _ = ctx.close();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event == RemoteWriteClosed.INSTANCE) {
        received.end();
      }
      ctx.fireUserEventTriggered(event);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.debug("stream with {} broke", stream.remotePeerId(), cause);
      var _ = ctx.close();
    }
  }
}
