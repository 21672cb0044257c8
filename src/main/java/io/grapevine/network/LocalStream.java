package io.grapevine.network;

import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.peer.PeerId;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * A stream from this peer to itself, so that its own worker takes part like any other. Behaves as
 * {@link Stream} promises; nothing is buffered before it is written.
 */
final class LocalStream implements Stream {
  private final PeerId self;
  private final String protocol;
  private final boolean outbound;
  private final LocalPipe incoming;
  private final LocalPipe outgoing;
  private final InputStream input;
  private final OutputStream output;

  private LocalStream(
      PeerId self, String protocol, boolean outbound, LocalPipe incoming, LocalPipe outgoing) {
    this.self = self;
    this.protocol = protocol;
    this.outbound = outbound;
    this.incoming = incoming;
    this.outgoing = outgoing;
    this.input = incoming.input();
    this.output = outgoing.output();
  }

  /** Both ends of one stream. */
  record Pair(Stream opener, Stream server) {}

  static Pair pair(PeerId self, String protocol) {
    LocalPipe there = new LocalPipe();
    LocalPipe back = new LocalPipe();
    return new Pair(
        new LocalStream(self, protocol, true, back, there),
        new LocalStream(self, protocol, false, there, back));
  }

  @Override
  public PeerId remotePeer() {
    return self;
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public boolean outbound() {
    return outbound;
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return output;
  }

  @Override
  public int promptBytes() {
    return LocalPipe.CAPACITY;
  }

  @Override
  public void readTimeout(Duration timeout) {
    incoming.readTimeout(timeout);
  }

  @Override
  public void writeTimeout(Duration timeout) {
    outgoing.writeTimeout(timeout);
  }

  @Override
  public void closeWrite() {
    outgoing.end();
  }

  @Override
  public void reset() {
    incoming.breakDown();
    outgoing.breakDown();
  }

  @Override
  public void close() {
    outgoing.end();
    incoming.discard();
  }
}
