package io.grapevine.libp2p.multistream;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multistream.Negotiation.Agreed;
import io.grapevine.libp2p.multistream.Negotiation.Pending;
import io.grapevine.libp2p.multistream.Negotiation.Refused;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The side that proposes protocols, one after the other until the responder takes one. Header and
 * first proposal go out together, which saves a round trip. For one thread at a time.
 *
 * <p>With a single proposal the driver may send application bytes right behind {@link #start()} if
 * it knows that the responder speaks the protocol; the echo is still to be awaited before the
 * stream is closed.
 */
public final class MultistreamDialer {

  private static final byte[] NOTHING = {};

  private final List<String> proposals;
  private final FrameAssembler frames = new FrameAssembler();
  private State state = new State.Fresh();

  private sealed interface State {

    record Fresh() implements State {}

    /** Proposed, but not even the header has come back. */
    record AwaitsHeader() implements State {}

    /** The answer to the proposal of this index is to come. */
    record AwaitsAnswer(int proposal) implements State {}

    record Ended() implements State {}
  }

  /**
   * Proposes in this order.
   *
   * @param proposals 1 to 32 protocol ids, each without newline and shorter than 1024 bytes
   */
  public MultistreamDialer(List<String> proposals) {
    if (proposals.isEmpty() || proposals.size() > MultistreamFrame.MAX_PROPOSALS) {
      throw new IllegalArgumentException(proposals.size() + " proposals, allowed are 1 to 32");
    }
    for (String proposal : proposals) {
      if (!MultistreamFrame.isProtocolId(proposal)) {
        throw new IllegalArgumentException("no protocol id: " + proposal);
      }
    }
    this.proposals = List.copyOf(proposals);
  }

  /** Header and first proposal, to be sent in one write; to be called once. */
  public byte[] start() {
    if (!(state instanceof State.Fresh)) {
      throw new IllegalStateException("the negotiation has started already");
    }
    state = new State.AwaitsHeader();
    return MultistreamFrame.encode(MultistreamFrame.HEADER, proposals.getFirst());
  }

  /**
   * Takes bytes of the responder; the buffer's position tells how many. Bytes behind the agreement
   * stay in the buffer.
   *
   * @throws MalformedException if they are no valid answer; the stream must be reset
   */
  public Negotiation receive(ByteBuffer in) throws MalformedException {
    while (true) {
      Optional<String> text = frames.next(in);
      if (text.isEmpty()) {
        return new Pending(NOTHING);
      }
      Negotiation result = advance(text.get());
      // After a second proposal there is nothing to read before it was sent.
      if (!(result instanceof Pending) || result.toSend().length > 0) {
        return result;
      }
    }
  }

  /** How many bytes can be read, at least 1, without touching what is behind the negotiation. */
  public int missing() {
    return frames.missing();
  }

  private Negotiation advance(String text) throws MalformedException {
    return switch (state) {
      case State.AwaitsHeader() -> {
        if (!text.equals(MultistreamFrame.HEADER)) {
          throw new MalformedException("multistream answer does not begin with the header");
        }
        state = new State.AwaitsAnswer(0);
        yield new Pending(NOTHING);
      }
      case State.AwaitsAnswer(int proposal) -> answered(text, proposal);
      case State.Fresh() -> throw new IllegalStateException("the negotiation has not started");
      case State.Ended() -> throw new IllegalStateException("the negotiation has ended");
    };
  }

  private Negotiation answered(String text, int proposal) throws MalformedException {
    if (text.equals(proposals.get(proposal))) {
      state = new State.Ended();
      return new Agreed(text, NOTHING);
    }
    if (!text.equals(MultistreamFrame.NOT_AVAILABLE)) {
      throw new MalformedException("multistream answer is neither the proposal nor na");
    }
    int next = proposal + 1;
    if (next == proposals.size()) {
      state = new State.Ended();
      return new Refused(NOTHING);
    }
    state = new State.AwaitsAnswer(next);
    return new Pending(MultistreamFrame.encode(proposals.get(next)));
  }
}
