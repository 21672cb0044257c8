package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.multistream.MultistreamDialer;
import io.grapevine.libp2p.multistream.MultistreamResponder;
import io.grapevine.libp2p.multistream.Negotiation;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Multistream-select over blocking streams. Nothing is flushed here: the inputs that are used with
 * it send what is waiting before they block, so an answer can travel together with the first bytes
 * of the protocol.
 */
public final class ProtocolSelection {
  private final MultistreamDialer dialer;
  private final InputStream in;
  private final OutputStream out;

  private ProtocolSelection(List<String> proposals, InputStream in, OutputStream out) {
    this.dialer = new MultistreamDialer(proposals);
    this.in = in;
    this.out = out;
  }

  /**
   * Proposes and waits for the agreement.
   *
   * @return the protocol; empty if the remote speaks none of them
   */
  public static Optional<String> propose(InputStream in, OutputStream out, List<String> proposals)
      throws IOException {
    return begin(in, out, proposals).agree();
  }

  /**
   * Writes the first proposal; whoever is sure of the answer may write behind it and call {@link
   * #agree} later.
   */
  public static ProtocolSelection begin(InputStream in, OutputStream out, List<String> proposals)
      throws IOException {
    ProtocolSelection selection = new ProtocolSelection(proposals, in, out);
    out.write(selection.dialer.start());
    return selection;
  }

  /** Waits for the agreement; empty if there is none. */
  public Optional<String> agree() throws IOException {
    while (true) {
      Negotiation result = dialer.receive(readUpTo(in, dialer.missing()));
      out.write(result.toSend());
      switch (result) {
        case Negotiation.Agreed(String protocol, byte[] _) -> {
          return Optional.of(protocol);
        }
        case Negotiation.Refused(byte[] _) -> {
          return Optional.empty();
        }
        case Negotiation.Pending(byte[] _) -> {}
      }
    }
  }

  /** Answers proposals until one is supported; the last answer is written, not flushed. */
  public static String answer(InputStream in, OutputStream out, Predicate<String> supported)
      throws IOException {
    MultistreamResponder responder = new MultistreamResponder(supported);
    while (true) {
      Negotiation result = responder.receive(readUpTo(in, responder.missing()));
      out.write(result.toSend());
      switch (result) {
        case Negotiation.Agreed(String protocol, byte[] _) -> {
          return protocol;
        }
        case Negotiation.Refused(byte[] _) -> throw new IOException("no protocol in common");
        case Negotiation.Pending(byte[] _) -> {}
      }
    }
  }

  private static ByteBuffer readUpTo(InputStream in, int length) throws IOException {
    byte[] bytes = new byte[length];
    int count = in.read(bytes);
    if (count < 0) {
      throw new EOFException("ended during protocol negotiation");
    }
    return ByteBuffer.wrap(bytes, 0, count);
  }
}
