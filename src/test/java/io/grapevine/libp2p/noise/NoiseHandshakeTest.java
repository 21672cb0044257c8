package io.grapevine.libp2p.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.noise.NoiseException.Reason;
import io.grapevine.libp2p.noise.NoiseHandshake.Step;
import io.grapevine.testing.Randomised;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class NoiseHandshakeTest {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final NoiseIdentity ALICE = identity();
  private static final NoiseIdentity BOB = identity();
  private static final List<String> NONE = List.of();

  private record Sessions(NoiseSession initiator, NoiseSession responder) {}

  @Test
  void provesBothPeersToEachOther() throws Exception {
    Sessions sessions = shake(NONE, NONE);
    assertThat(sessions.initiator().remotePeer()).isEqualTo(BOB.peerId());
    assertThat(sessions.responder().remotePeer()).isEqualTo(ALICE.peerId());
    assertThat(sessions.initiator().muxer()).isEmpty();
    assertThat(sessions.responder().muxer()).isEmpty();
  }

  @Test
  void carriesMessagesInBothDirections() throws Exception {
    Sessions sessions = shake(NONE, NONE);
    for (int i = 0; i < 3; i++) {
      carries(sessions.initiator().sender(), sessions.responder().receiver(), "there " + i);
      carries(sessions.responder().sender(), sessions.initiator().receiver(), "and back " + i);
    }
  }

  @Test
  void choosesTheMuxerThatTheInitiatorPrefers() throws Exception {
    Sessions sessions = shake(List.of("/c", "/a", "/b"), List.of("/b", "/a"));
    assertThat(sessions.initiator().muxer()).contains("/a");
    assertThat(sessions.responder().muxer()).contains("/a");
  }

  @Test
  void leavesTheMuxerOpenIfOneSideDoesNotSay() throws Exception {
    assertThat(shake(List.of("/a"), NONE).initiator().muxer()).isEmpty();
    assertThat(shake(NONE, List.of("/a")).responder().muxer()).isEmpty();
  }

  @Test
  void failsIfNoMuxerIsCommon() throws Exception {
    NoiseHandshake initiator = NoiseHandshake.initiator(ALICE, List.of("/a"), RANDOM);
    NoiseHandshake responder = NoiseHandshake.responder(BOB, List.of("/b"), RANDOM);
    byte[] second = reply(responder, initiator.start());
    failsWith(Reason.NO_COMMON_MUXER, () -> initiator.receive(second));
  }

  @Test
  void failsIfAnotherPeerAnswersThanTheOneDialled() throws Exception {
    NoiseHandshake initiator = NoiseHandshake.initiator(ALICE, ALICE.peerId(), NONE, RANDOM);
    NoiseHandshake responder = NoiseHandshake.responder(BOB, NONE, RANDOM);
    byte[] second = reply(responder, initiator.start());
    failsWith(Reason.IDENTITY_MISMATCH, () -> initiator.receive(second));
  }

  @Test
  void failsIfTheStaticKeyIsSignedForAnother() throws Exception {
    XxHandshake impostor =
        new XxHandshake(new byte[0], DhKeyPair.generate(RANDOM), () -> DhKeyPair.generate(RANDOM));
    NoiseHandshake initiator = NoiseHandshake.initiator(ALICE, BOB.peerId(), NONE, RANDOM);
    impostor.readFirst(initiator.start());
    byte[] second = impostor.writeSecond(BOB.payload(NONE).encode());
    failsWith(Reason.NOT_AUTHENTIC, () -> initiator.receive(second));
  }

  @Test
  void failsAsResponderIfTheStaticKeyIsSignedForAnother() throws Exception {
    XxHandshake impostor =
        new XxHandshake(new byte[0], DhKeyPair.generate(RANDOM), () -> DhKeyPair.generate(RANDOM));
    NoiseHandshake responder = NoiseHandshake.responder(BOB, NONE, RANDOM);
    impostor.readSecond(reply(responder, impostor.writeFirst(new byte[0])));
    byte[] third = impostor.writeThird(ALICE.payload(NONE).encode());
    failsWith(Reason.NOT_AUTHENTIC, () -> responder.receive(third));
  }

  @Test
  void failsOnAPayloadThatCannotBeRead() throws Exception {
    byte[][] payloads = {{}, {0x0a}, {0x0a, 0x7f}, new byte[300], {0x0a, 0x02, 0x08, 0x01}};
    for (byte[] payload : payloads) {
      XxHandshake foreign =
          new XxHandshake(
              new byte[0], DhKeyPair.generate(RANDOM), () -> DhKeyPair.generate(RANDOM));
      NoiseHandshake initiator = NoiseHandshake.initiator(ALICE, NONE, RANDOM);
      foreign.readFirst(initiator.start());
      byte[] second = foreign.writeSecond(payload);
      failsWith(Reason.MALFORMED, () -> initiator.receive(second));
    }
  }

  @Test
  void failsOnMessagesCutAtEveryByte() throws Exception {
    NoiseHandshake source = NoiseHandshake.initiator(ALICE, NONE, RANDOM);
    byte[] first = source.start();
    byte[] second = reply(NoiseHandshake.responder(BOB, NONE, RANDOM), first);
    for (int length = 0; length < first.length; length++) {
      byte[] cut = Arrays.copyOf(first, length);
      NoiseHandshake responder = NoiseHandshake.responder(BOB, NONE, RANDOM);
      assertThatThrownBy(() -> responder.receive(cut)).isInstanceOf(NoiseException.class);
    }
    for (int length = 0; length < second.length; length++) {
      byte[] cut = Arrays.copyOf(second, length);
      NoiseHandshake initiator = NoiseHandshake.initiator(ALICE, NONE, RANDOM);
      initiator.start();
      assertThatThrownBy(() -> initiator.receive(cut)).isInstanceOf(NoiseException.class);
    }
  }

  @Test
  void failsOnAnyChangedByte() {
    Randomised.runs(100)
        .check(
            random -> {
              NoiseHandshake initiator = NoiseHandshake.initiator(ALICE, NONE, RANDOM);
              NoiseHandshake responder = NoiseHandshake.responder(BOB, NONE, RANDOM);
              byte[] second = reply(responder, initiator.start());
              boolean changeThird = random.nextBoolean();
              if (!changeThird) {
                second[random.nextInt(second.length)] ^= (byte) (1 << random.nextInt(7));
                assertThatThrownBy(() -> initiator.receive(second))
                    .isInstanceOf(NoiseException.class);
                return;
              }
              byte[] third = ((Step.Established) initiator.receive(second)).message();
              third[random.nextInt(third.length)] ^= (byte) (1 << random.nextInt(7));
              assertThatThrownBy(() -> responder.receive(third)).isInstanceOf(NoiseException.class);
            });
  }

  @Test
  void isOfNoMoreUseAfterAFailure() throws Exception {
    NoiseHandshake initiator = NoiseHandshake.initiator(ALICE, NONE, RANDOM);
    byte[] second = reply(NoiseHandshake.responder(BOB, NONE, RANDOM), initiator.start());
    assertThatThrownBy(() -> initiator.receive(new byte[100])).isInstanceOf(NoiseException.class);
    assertThatThrownBy(() -> initiator.receive(second)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(initiator::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void keepsToItsRole() {
    NoiseHandshake responder = NoiseHandshake.responder(BOB, NONE, RANDOM);
    assertThatThrownBy(responder::start).isInstanceOf(IllegalStateException.class);
    NoiseHandshake initiator = NoiseHandshake.initiator(ALICE, NONE, RANDOM);
    assertThatThrownBy(() -> initiator.receive(new byte[32]))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void failsOnAnEphemeralKeyOfLowOrder() {
    NoiseHandshake responder = NoiseHandshake.responder(BOB, NONE, RANDOM);
    failsWith(Reason.MALFORMED, () -> responder.receive(new byte[32]));
  }

  @Test
  void doesNotUseAPayloadInTheFirstMessage() throws Exception {
    XxHandshake foreign =
        new XxHandshake(new byte[0], ALICE.staticKey(), () -> DhKeyPair.generate(RANDOM));
    NoiseHandshake responder = NoiseHandshake.responder(BOB, NONE, RANDOM);
    foreign.readSecond(
        reply(responder, foreign.writeFirst("early".getBytes(StandardCharsets.UTF_8))));
    Step last = responder.receive(foreign.writeThird(ALICE.payload(NONE).encode()));
    assertThat(last).isInstanceOf(Step.Established.class);
  }

  private static Sessions shake(List<String> initiators, List<String> responders) throws Exception {
    NoiseHandshake initiator = NoiseHandshake.initiator(ALICE, BOB.peerId(), initiators, RANDOM);
    NoiseHandshake responder = NoiseHandshake.responder(BOB, responders, RANDOM);
    byte[] second = reply(responder, initiator.start());
    Step.Established ofInitiator = (Step.Established) initiator.receive(second);
    Step.Established ofResponder = (Step.Established) responder.receive(ofInitiator.message());
    assertThat(ofResponder.message()).isEmpty();
    return new Sessions(ofInitiator.session(), ofResponder.session());
  }

  private static byte[] reply(NoiseHandshake side, byte[] message) throws Exception {
    return ((Step.Reply) side.receive(message)).message();
  }

  private static void carries(CipherState sender, CipherState receiver, String text)
      throws Exception {
    byte[] plain = text.getBytes(StandardCharsets.UTF_8);
    byte[] buffer = Arrays.copyOf(plain, plain.length + CipherState.TAG_BYTES);
    int sealed = sender.encrypt(buffer, 0, plain.length, buffer, 0);
    assertThat(Arrays.copyOf(buffer, plain.length)).isNotEqualTo(plain);
    int opened = receiver.decrypt(buffer, 0, sealed, buffer, 0);
    assertThat(Arrays.copyOf(buffer, opened)).isEqualTo(plain);
  }

  private static void failsWith(Reason reason, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            NoiseException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  private static NoiseIdentity identity() {
    return NoiseIdentity.create(KeyPair.generate(RANDOM), RANDOM);
  }
}
