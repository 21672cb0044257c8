package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multistream.MultistreamDialer;
import io.grapevine.libp2p.multistream.MultistreamResponder;
import io.grapevine.libp2p.multistream.Negotiation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Both sides of multistream-select, fed the same bytes in one piece, in arbitrary pieces, and as
 * the driver feeds them, never more than are missing: result, answers and the place where the
 * application's bytes begin must not depend on the cuts.
 */
final class MultistreamFuzz implements FuzzTarget {

  private static final List<String> PROPOSALS = List.of("/a/1.0.0", "/b/1.0.0", "/c/1.0.0");
  private static final int ANSWERS_MAX = 4096;

  private final boolean dialer;

  /**
   * @param dialer which of the two sides is fed
   */
  MultistreamFuzz(boolean dialer) {
    this.dialer = dialer;
  }

  /** One of the two sides. */
  private interface Side {
    Negotiation receive(ByteBuffer in) throws MalformedException;

    int missing();
  }

  /** How many bytes come next. */
  private interface Cut {
    int next(Side side);
  }

  /** What came of a negotiation, the bytes sent as text. */
  private record Ending(String result, int taken, String sent) {}

  @Override
  public String name() {
    return dialer ? "multistream-dialer" : "multistream-responder";
  }

  @Override
  public int maxBytes() {
    return 8192;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    InputCursor in = new InputCursor(input);
    int piece = in.next() % 16 + 1;
    byte[] bytes = in.rest();
    // Every answer may be sent before the next frame is read: some hundred bytes per frame.
    Cost.bounded(bytes.length, () -> negotiate(bytes, side -> bytes.length));
    Ending whole = negotiate(bytes, side -> bytes.length);
    Claims.equal(whole, negotiate(bytes, side -> piece), "ending in pieces of " + piece);
    Claims.equal(whole, negotiate(bytes, Side::missing), "ending without reading ahead");
  }

  private Ending negotiate(byte[] bytes, Cut cut) {
    Side side = side();
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    String result = "pending";
    try {
      while (in.hasRemaining() && result.equals("pending")) {
        int missing = side.missing();
        Claims.that(missing >= 1, "nothing is missing, but the negotiation goes on");
        in.limit(Math.min(bytes.length, in.position() + cut.next(side)));
        result = pass(side, in, sent);
        in.limit(bytes.length);
      }
    } catch (MalformedException e) {
      // How far it was read does not matter, since the stream is reset.
      return new Ending("malformed", 0, "");
    }
    Claims.that(sent.size() <= ANSWERS_MAX, "answers of " + sent.size() + " bytes");
    return new Ending(result, in.position(), sent.toString(StandardCharsets.UTF_8));
  }

  /** Passes one piece on; a side that has sent something may leave bytes of the piece unread. */
  private static String pass(Side side, ByteBuffer in, ByteArrayOutputStream sent)
      throws MalformedException {
    do {
      int before = in.position();
      Negotiation step = side.receive(in);
      sent.writeBytes(step.toSend());
      switch (step) {
        case Negotiation.Agreed agreed -> {
          return "agreed on " + agreed.protocol();
        }
        case Negotiation.Refused _ -> {
          return "refused";
        }
        case Negotiation.Pending _ ->
            Claims.that(in.position() > before, "no progress with bytes at hand");
      }
    } while (in.hasRemaining());
    return "pending";
  }

  private Side side() {
    if (dialer) {
      MultistreamDialer proposing = new MultistreamDialer(PROPOSALS);
      proposing.start();
      return new Side() {
        @Override
        public Negotiation receive(ByteBuffer in) throws MalformedException {
          return proposing.receive(in);
        }

        @Override
        public int missing() {
          return proposing.missing();
        }
      };
    }
    MultistreamResponder answering = new MultistreamResponder(PROPOSALS::contains);
    return new Side() {
      @Override
      public Negotiation receive(ByteBuffer in) throws MalformedException {
        return answering.receive(in);
      }

      @Override
      public int missing() {
        return answering.missing();
      }
    };
  }
}
