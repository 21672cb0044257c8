package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.identity.PublicKey;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.noise.NoiseException.Reason;
import io.grapevine.libp2p.peer.PeerId;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side of the handshake of a secure channel, as a state machine over whole messages: the driver
 * sends what {@link #start} and {@link #receive} answer, each behind a length of two bytes, and
 * passes on what arrives.
 *
 * <p>The other side's signature and, where one is expected, its peer id are checked before anything
 * else of it is looked at. After a failure every key is dropped and the object is of no more use.
 * For one thread at a time.
 */
public final class NoiseHandshake {

  /** The protocol id under which the handshake is negotiated. */
  public static final String PROTOCOL_ID = "/noise";

  private static final byte[] NO_BYTES = {};

  private final NoiseIdentity identity;
  private final @Nullable PeerId expectedPeer;
  private final List<String> muxers;
  private final XxHandshake xx;
  private final boolean initiator;
  private Stage stage;

  /** What the side does next. */
  private enum Stage {
    SENDS_FIRST,
    AWAITS_FIRST,
    AWAITS_SECOND,
    AWAITS_THIRD,
    ENDED
  }

  /** What to do after a message. */
  public sealed interface Step {

    /** Send this message and wait for the next one. */
    // The array is an immutable value by contract.
    @SuppressWarnings("ArrayRecordComponent")
    record Reply(byte[] message) implements Step {}

    /**
     * The channel is there, once this message was sent.
     *
     * @param message the last message, empty if there is none to send
     */
    // The array is an immutable value by contract.
    @SuppressWarnings("ArrayRecordComponent")
    record Established(byte[] message, NoiseSession session) implements Step {}
  }

  private NoiseHandshake(
      NoiseIdentity identity,
      @Nullable PeerId expectedPeer,
      List<String> muxers,
      SecureRandom random,
      boolean initiator) {
    if (muxers.size() > NoisePayload.MAX_MUXERS) {
      throw new IllegalArgumentException(muxers.size() + " multiplexers are too many");
    }
    this.identity = identity;
    this.expectedPeer = expectedPeer;
    this.muxers = List.copyOf(muxers);
    this.xx = new XxHandshake(NO_BYTES, identity.staticKey(), () -> DhKeyPair.generate(random));
    this.initiator = initiator;
    this.stage = initiator ? Stage.SENDS_FIRST : Stage.AWAITS_FIRST;
  }

  /**
   * The side that dialled a known peer.
   *
   * @param muxers our multiplexers in order of preference; empty leaves the choice to a negotiation
   */
  public static NoiseHandshake initiator(
      NoiseIdentity identity, PeerId expectedPeer, List<String> muxers, SecureRandom random) {
    return new NoiseHandshake(identity, expectedPeer, muxers, random, true);
  }

  /** The side that dialled and takes whoever answers. */
  public static NoiseHandshake initiator(
      NoiseIdentity identity, List<String> muxers, SecureRandom random) {
    return new NoiseHandshake(identity, null, muxers, random, true);
  }

  /** The side that was dialled. */
  public static NoiseHandshake responder(
      NoiseIdentity identity, List<String> muxers, SecureRandom random) {
    return new NoiseHandshake(identity, null, muxers, random, false);
  }

  /** The first message; the initiator calls this once, the responder never. */
  public byte[] start() throws NoiseException {
    if (stage != Stage.SENDS_FIRST) {
      throw new IllegalStateException("a handshake cannot start when it is " + stage);
    }
    stage = Stage.AWAITS_SECOND;
    return xx.writeFirst(NO_BYTES);
  }

  /**
   * Takes the other side's next message, without its length.
   *
   * @throws NoiseException if the message is malformed or not authentic, the other side is not who
   *     it should be, or no multiplexer is common; the connection must be closed
   */
  public Step receive(byte[] message) throws NoiseException {
    boolean completed = false;
    try {
      Step step = advance(message);
      completed = true;
      return step;
    } catch (MalformedException e) {
      throw new NoiseException(Reason.MALFORMED, "Noise payload: " + e.getMessage(), e);
    } finally {
      if (!completed) {
        abort();
      }
    }
  }

  /** Gives up and drops every key, for instance when the time is over. */
  public void abort() {
    stage = Stage.ENDED;
    xx.destroy();
  }

  private Step advance(byte[] message) throws NoiseException, MalformedException {
    return switch (stage) {
      case AWAITS_FIRST -> {
        // A payload cannot be secret yet, so there should be none; if there is, it is not used.
        xx.readFirst(message);
        stage = Stage.AWAITS_THIRD;
        yield new Step.Reply(xx.writeSecond(identity.payload(muxers).encode()));
      }
      case AWAITS_SECOND -> {
        NoisePayload payload = NoisePayload.decode(xx.readSecond(message));
        PublicKey remoteKey = verify(payload);
        String muxer = chooseMuxer(muxers, payload.muxers());
        byte[] third = xx.writeThird(identity.payload(muxers).encode());
        yield new Step.Established(third, establish(remoteKey, muxer));
      }
      case AWAITS_THIRD -> {
        NoisePayload payload = NoisePayload.decode(xx.readThird(message));
        PublicKey remoteKey = verify(payload);
        String muxer = chooseMuxer(payload.muxers(), muxers);
        yield new Step.Established(NO_BYTES, establish(remoteKey, muxer));
      }
      case SENDS_FIRST, ENDED ->
          throw new IllegalStateException("no message can be received when it is " + stage);
    };
  }

  private PublicKey verify(NoisePayload payload) throws NoiseException, MalformedException {
    PublicKey key = PublicKey.decode(payload.identityKey());
    if (!key.verify(NoiseIdentity.signedBytes(xx.remoteStatic()), payload.signature())) {
      throw new NoiseException(
          Reason.NOT_AUTHENTIC, "Noise key is not signed by the identity it is shown with");
    }
    PeerId expected = expectedPeer;
    if (expected != null && !expected.equals(key.peerId())) {
      throw new NoiseException(
          Reason.IDENTITY_MISMATCH, "peer is " + key.peerId() + ", expected was " + expected);
    }
    return key;
  }

  /** The first of the initiator's that the responder has; nothing if either side did not say. */
  private static @Nullable String chooseMuxer(List<String> initiators, List<String> responders)
      throws NoiseException {
    if (initiators.isEmpty() || responders.isEmpty()) {
      return null;
    }
    for (String muxer : initiators) {
      if (responders.contains(muxer)) {
        return muxer;
      }
    }
    throw new NoiseException(Reason.NO_COMMON_MUXER, "peers have no multiplexer in common");
  }

  private NoiseSession establish(PublicKey remoteKey, @Nullable String muxer) {
    stage = Stage.ENDED;
    byte[] transcript = xx.hash();
    CipherState[] ciphers = xx.split();
    return initiator
        ? new NoiseSession(remoteKey, transcript, ciphers[0], ciphers[1], muxer)
        : new NoiseSession(remoteKey, transcript, ciphers[1], ciphers[0], muxer);
  }
}
