package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.transport.MuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/** A stream whose protocol is agreed on, or is sure to be. */
final class HostStream implements Stream {
  /** More than it takes to agree on a protocol, which goes the same way before all else. */
  private static final int AGREEMENT_BYTES = 512;

  private final MuxStream mux;
  private final String protocol;
  private final InputStream input;

  HostStream(MuxStream mux, String protocol, InputStream input) {
    this.mux = mux;
    this.protocol = protocol;
    this.input = input;
  }

  @Override
  public PeerId remotePeer() {
    return mux.connection().remotePeer();
  }

  @Override
  public String protocol() {
    return protocol;
  }

  @Override
  public boolean outbound() {
    return mux.outbound();
  }

  @Override
  public InputStream input() {
    return input;
  }

  @Override
  public OutputStream output() {
    return mux.output();
  }

  @Override
  public int promptBytes() {
    return Math.max(0, mux.promptBytes() - AGREEMENT_BYTES);
  }

  @Override
  public void readTimeout(Duration timeout) {
    mux.readTimeout(timeout);
  }

  @Override
  public void writeTimeout(Duration timeout) {
    mux.writeTimeout(timeout);
  }

  @Override
  public void closeWrite() throws IOException {
    mux.closeWrite();
  }

  @Override
  public void reset() {
    mux.reset();
  }

  @Override
  public void close() {
    mux.close();
  }

  @Override
  public boolean goingAway() {
    return !mux.connection().usable();
  }

  /** The connection that carries the stream. */
  Optional<PeerLink> linkIn(ConnectionTable table) {
    return table.find(mux.connection());
  }

  @Override
  public String toString() {
    return protocol + " " + mux;
  }
}
