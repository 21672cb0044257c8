package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.libp2p.fuzz.InputCursor;
import io.grapevine.libp2p.fuzz.TestKeys;
import java.util.Arrays;
import java.util.List;

/**
 * A handshake of two sound peers, of which one message is changed on the way: the input says which
 * and how. It succeeds on both sides if and only if nothing was changed, and a side that failed is
 * of no more use.
 */
public final class NoiseHandshakeFuzz implements FuzzTarget {

  private static final List<String> MUXERS = List.of("/yamux/1.0.0");

  private final NoiseIdentity dialer =
      NoiseIdentity.create(TestKeys.pair(1), TestKeys.constant(11));
  private final NoiseIdentity listener =
      NoiseIdentity.create(TestKeys.pair(2), TestKeys.constant(12));

  @Override
  public String name() {
    return "noise-handshake";
  }

  @Override
  public int maxBytes() {
    return 1024;
  }

  @Override
  public int testRuns() {
    return 400;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    InputCursor in = new InputCursor(input);
    int position = in.below(3);
    NoiseHandshake initiator =
        NoiseHandshake.initiator(dialer, listener.peerId(), MUXERS, TestKeys.constant(21));
    NoiseHandshake responder = NoiseHandshake.responder(listener, MUXERS, TestKeys.constant(22));
    boolean sound = true;
    byte[] message = initiator.start();
    NoiseHandshake[] receivers = {responder, initiator, responder};
    int established = 0;
    for (int i = 0; i < receivers.length; i++) {
      byte[] arriving = i == position ? changed(message, in) : message;
      sound &= Arrays.equals(arriving, message);
      try {
        message =
            switch (receivers[i].receive(arriving)) {
              case NoiseHandshake.Step.Reply reply -> reply.message();
              case NoiseHandshake.Step.Established done -> {
                established++;
                Claims.equal(
                    (i == 1 ? listener : dialer).peerId(), done.session().remotePeer(), "peer");
                yield done.message();
              }
            };
      } catch (NoiseException e) {
        Claims.that(!sound, "a sound handshake fails: " + e.getMessage());
        useless(receivers[i], arriving);
        break;
      }
    }
    // A change of the last message leaves the initiator, who has sent it, with half a session.
    int halves = sound ? 2 : position == 2 ? 1 : 0;
    Claims.equal(halves, established, "sides that are established");
  }

  private static void useless(NoiseHandshake failed, byte[] message) throws NoiseException {
    try {
      failed.receive(message);
    } catch (IllegalStateException expected) {
      return;
    }
    throw new AssertionError("a failed handshake goes on");
  }

  private static byte[] changed(byte[] message, InputCursor in) {
    byte[] changed = message.clone();
    switch (in.below(5)) {
      case 0 -> {
        for (int changes = in.below(4); changes >= 0; changes--) {
          changed[(in.next() << 8 | in.next()) % changed.length] ^= (byte) in.next();
        }
      }
      case 1 -> changed = Arrays.copyOf(changed, (in.next() << 8 | in.next()) % changed.length);
      case 2 -> {
        byte[] more = in.take(64);
        changed = Arrays.copyOf(changed, message.length + more.length);
        System.arraycopy(more, 0, changed, message.length, more.length);
      }
      case 3 -> {
        byte[] front = in.rest();
        System.arraycopy(front, 0, changed, 0, Math.min(front.length, changed.length));
      }
      default -> changed = in.rest();
    }
    return changed;
  }
}
