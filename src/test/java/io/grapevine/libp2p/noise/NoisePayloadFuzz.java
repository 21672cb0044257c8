package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.Cost;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.libp2p.fuzz.InputCursor;
import io.grapevine.libp2p.fuzz.TestKeys;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.util.Arrays;
import java.util.List;

/**
 * The payload inside the handshake, from a peer that masters Noise and lies in what it says: the
 * input is the whole payload, or a change of a true one, sealed into the second or the third
 * message. Whoever is believed is the one whose signature it is.
 */
public final class NoisePayloadFuzz implements FuzzTarget {

  private static final List<String> MUXERS = List.of("/yamux/1.0.0");
  private static final byte[] NO_BYTES = {};

  private final NoiseIdentity liar = NoiseIdentity.create(TestKeys.pair(1), TestKeys.constant(11));
  private final NoiseIdentity victim =
      NoiseIdentity.create(TestKeys.pair(2), TestKeys.constant(12));
  private final byte[] truth = liar.payload(MUXERS).encode();

  @Override
  public String name() {
    return "noise-payload";
  }

  @Override
  public int maxBytes() {
    return 8192;
  }

  @Override
  public int testRuns() {
    return 400;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    InputCursor in = new InputCursor(input);
    int shape = in.next();
    byte[] payload = in.rest();
    if (shape % 4 >= 2) {
      byte[] all = Arrays.copyOf(truth, truth.length + payload.length);
      System.arraycopy(payload, 0, all, truth.length, payload.length);
      payload = all;
    }
    byte[] sent = payload;
    Cost.bounded(sent.length, () -> decode(sent));
    try {
      NoiseSession session = shape % 2 == 0 ? dialled(sent) : dialling(sent);
      Claims.equal(liar.peerId(), session.remotePeer(), "peer");
      Claims.same(
          NoisePayload.decode(truth).signature(),
          NoisePayload.decode(sent).signature(),
          "the signature of whoever is believed");
    } catch (NoiseException e) {
      Claims.that(payload.length > truth.length || shape % 4 < 2, "the truth is not believed");
    }
  }

  private static void decode(byte[] payload) {
    try {
      NoisePayload decoded = NoisePayload.decode(payload);
      Claims.that(decoded.muxers().size() <= NoisePayload.MAX_MUXERS, "too many multiplexers");
      NoisePayload again = NoisePayload.decode(decoded.encode());
      Claims.equal(decoded.muxers(), again.muxers(), "multiplexers");
      Claims.same(decoded.identityKey(), again.identityKey(), "key");
      Claims.same(decoded.signature(), again.signature(), "signature");
    } catch (MalformedException expected) {
      Claims.that(payload.length > 0, "an empty payload can be read");
    }
  }

  /** The victim is the responder and reads the third message. */
  private NoiseSession dialled(byte[] payload) throws NoiseException {
    NoiseHandshake responder = NoiseHandshake.responder(victim, MUXERS, TestKeys.constant(22));
    XxHandshake xx = xx(21);
    if (responder.receive(xx.writeFirst(NO_BYTES)) instanceof NoiseHandshake.Step.Reply reply) {
      xx.readSecond(reply.message());
      return established(responder.receive(xx.writeThird(payload)));
    }
    throw new AssertionError("no answer to the first message");
  }

  /** The victim is the initiator and reads the second message. */
  private NoiseSession dialling(byte[] payload) throws NoiseException {
    NoiseHandshake initiator =
        NoiseHandshake.initiator(victim, liar.peerId(), MUXERS, TestKeys.constant(22));
    XxHandshake xx = xx(21);
    xx.readFirst(initiator.start());
    return established(initiator.receive(xx.writeSecond(payload)));
  }

  private XxHandshake xx(int chance) {
    return new XxHandshake(
        NO_BYTES, liar.staticKey(), () -> DhKeyPair.generate(TestKeys.constant(chance)));
  }

  private static NoiseSession established(NoiseHandshake.Step step) {
    if (step instanceof NoiseHandshake.Step.Established done) {
      return done.session();
    }
    throw new AssertionError("the handshake goes on: " + step);
  }
}
