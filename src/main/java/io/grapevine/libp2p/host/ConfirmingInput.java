package io.grapevine.libp2p.host;

import io.grapevine.libp2p.transport.MuxStream;
import io.grapevine.libp2p.transport.ProtocolSelection;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;

/**
 * The input of a stream that was used before the remote agreed: takes the agreement off before the
 * first byte, and fails if there is none.
 */
final class ConfirmingInput extends InputStream {
  private final MuxStream mux;
  private final ProtocolSelection selection;
  private final Runnable whenRefused;
  private boolean confirmed;

  ConfirmingInput(MuxStream mux, ProtocolSelection selection, Runnable whenRefused) {
    this.mux = mux;
    this.selection = selection;
    this.whenRefused = whenRefused;
  }

  @Override
  public int read() throws IOException {
    confirm();
    return mux.input().read();
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    confirm();
    return mux.input().read(target, offset, length);
  }

  @Override
  public int available() throws IOException {
    return confirmed ? mux.input().available() : 0;
  }

  private void confirm() throws IOException {
    if (confirmed) {
      return;
    }
    if (selection.agree().isEmpty()) {
      mux.reset();
      whenRefused.run();
      throw new ProtocolException("the peer does not speak the protocol that it had announced");
    }
    confirmed = true;
  }
}
