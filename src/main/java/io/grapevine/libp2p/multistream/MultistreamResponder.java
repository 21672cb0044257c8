package io.grapevine.libp2p.multistream;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multistream.Negotiation.Agreed;
import io.grapevine.libp2p.multistream.Negotiation.Pending;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The side that takes or turns down what a dialer proposes. Answers to frames that arrive together
 * go out together. Bytes behind the accepted proposal, which an optimistic dialer may already have
 * sent, stay with the stream. Requests for a list are turned down like an unknown protocol. For one
 * thread at a time.
 */
public final class MultistreamResponder {

  private static final byte[] NOTHING = {};

  private final Predicate<String> supported;
  private final FrameAssembler frames = new FrameAssembler();
  private State state = new State.AwaitsHeader();

  private sealed interface State {

    record AwaitsHeader() implements State {}

    /** So many proposals were turned down. */
    record AwaitsProposal(int refused) implements State {}

    record Ended() implements State {}
  }

  /** Takes the first proposal that the predicate likes. */
  public MultistreamResponder(Predicate<String> supported) {
    this.supported = supported;
  }

  /**
   * Takes bytes of the dialer; the buffer's position tells how many. Bytes behind the agreement
   * stay in the buffer.
   *
   * @throws MalformedException if they do not begin with the header, which comes exactly once, a
   *     frame is malformed, or more than 32 proposals come; the stream must be reset
   */
  public Negotiation receive(ByteBuffer in) throws MalformedException {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    while (true) {
      Optional<String> text = frames.next(in);
      if (text.isEmpty()) {
        return new Pending(answers.size() == 0 ? NOTHING : answers.toByteArray());
      }
      boolean agreed = advance(text.get(), answers);
      if (agreed) {
        return new Agreed(text.get(), answers.toByteArray());
      }
    }
  }

  /** How many bytes can be read, at least 1, without touching what is behind the negotiation. */
  public int missing() {
    return frames.missing();
  }

  private boolean advance(String text, ByteArrayOutputStream answers) throws MalformedException {
    return switch (state) {
      case State.AwaitsHeader() -> {
        if (!text.equals(MultistreamFrame.HEADER)) {
          throw new MalformedException("multistream does not begin with the header");
        }
        answers.writeBytes(MultistreamFrame.encode(MultistreamFrame.HEADER));
        state = new State.AwaitsProposal(0);
        yield false;
      }
      case State.AwaitsProposal(int refused) -> proposed(text, refused, answers);
      case State.Ended() -> throw new IllegalStateException("the negotiation has ended");
    };
  }

  private boolean proposed(String text, int refused, ByteArrayOutputStream answers)
      throws MalformedException {
    if (text.equals(MultistreamFrame.HEADER)) {
      throw new MalformedException("multistream header comes twice");
    }
    if (MultistreamFrame.isProtocolId(text) && supported.test(text)) {
      answers.writeBytes(MultistreamFrame.encode(text));
      state = new State.Ended();
      return true;
    }
    if (refused + 1 == MultistreamFrame.MAX_PROPOSALS) {
      throw new MalformedException(
          "none of " + MultistreamFrame.MAX_PROPOSALS + " proposals is supported");
    }
    answers.writeBytes(MultistreamFrame.encode(MultistreamFrame.NOT_AVAILABLE));
    state = new State.AwaitsProposal(refused + 1);
    return false;
  }
}
