package io.grapevine.jvmlibp2p;

import io.libp2p.core.Stream;
import io.libp2p.protocol.ProtocolMessageHandler;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Sends a request as soon as the protocol is agreed on, and counts the answer. */
final class RequestEnd implements ProtocolMessageHandler<ByteBuf> {
  private final byte[] request;
  private final CompletableFuture<Integer> answer = new CompletableFuture<>();
  private int count;

  RequestEnd(byte[] request) {
    this.request = request;
  }

  /** How many bytes the answer has. */
  CompletableFuture<Integer> answer() {
    return answer;
  }

  @Override
  public void onActivated(Stream stream) {
    stream.writeAndFlush(Unpooled.wrappedBuffer(request));
    var _ = stream.closeWrite();
  }

  @Override
  public void onMessage(Stream stream, ByteBuf bytes) {
    count += bytes.readableBytes();
  }

  @Override
  public void onReadClosed(Stream stream) {
    answer.complete(count);
  }

  @Override
  public void onClosed(Stream stream) {
    answer.completeExceptionally(new IOException("the stream was reset"));
  }
}
