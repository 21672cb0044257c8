package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.libp2p.fuzz.InputCursor;
import io.grapevine.libp2p.noise.NoiseException.Reason;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Messages behind the handshake, changed, repeated, left out or put in by somebody in between: each
 * is decrypted to what was sent in its place, or the channel is dead from there on.
 */
public final class NoiseTransportFuzz implements FuzzTarget {

  private static final int MESSAGES_MAX = 8;

  @Override
  public String name() {
    return "noise-transport";
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    InputCursor in = new InputCursor(input);
    // A key of its own for each input: a fuzzer watches comparisons, sees the tag that would have
    // been right, and puts it into its next input.
    byte[] key = MessageDigest.getInstance("SHA-256").digest(input);
    CipherState sender = new CipherState(key);
    CipherState receiver = new CipherState(key);
    List<byte[]> plain = new ArrayList<>();
    List<byte[]> sealed = new ArrayList<>();
    for (int i = in.below(MESSAGES_MAX); i >= 0; i--) {
      byte[] message = in.take(in.next());
      byte[] out = new byte[message.length + CipherState.TAG_BYTES];
      sender.encrypt(message, 0, message.length, out, 0);
      plain.add(message);
      sealed.add(out);
    }
    boolean alive = true;
    for (int i = 0; i < MESSAGES_MAX && alive; i++) {
      byte[] arriving = arriving(sealed, i, in);
      boolean sound = i < sealed.size() && Arrays.equals(sealed.get(i), arriving);
      byte[] out = arriving.clone();
      try {
        int length = receiver.decrypt(out, 0, arriving.length, out, 0);
        Claims.that(sound, "a changed message is taken");
        Claims.same(plain.get(i), Arrays.copyOf(out, length), "plaintext");
      } catch (NoiseException e) {
        Claims.that(!sound, "a sound message is refused: " + e.getMessage());
        boolean size = arriving.length < CipherState.TAG_BYTES;
        Claims.equal(size ? Reason.MALFORMED : Reason.NOT_AUTHENTIC, e.reason(), "reason");
        alive = false;
      }
    }
    if (!alive) {
      dead(receiver, sealed.getFirst());
    }
  }

  private static void dead(CipherState receiver, byte[] message) throws NoiseException {
    try {
      receiver.decrypt(message, 0, message.length, message.clone(), 0);
    } catch (IllegalStateException expected) {
      return;
    }
    throw new AssertionError("a broken channel goes on");
  }

  private static byte[] arriving(List<byte[]> sealed, int index, InputCursor in) {
    byte[] next = sealed.get(index % sealed.size());
    return switch (in.below(6)) {
      case 1 -> sealed.get(in.below(sealed.size()));
      case 2 -> Arrays.copyOf(next, in.next() % (next.length + 1));
      case 3 -> in.take(in.next());
      case 4 -> {
        byte[] changed = next.clone();
        changed[in.next() % changed.length] ^= (byte) in.next();
        yield changed;
      }
      case 5 -> Arrays.copyOf(next, next.length + in.next());
      default -> next;
    };
  }
}
