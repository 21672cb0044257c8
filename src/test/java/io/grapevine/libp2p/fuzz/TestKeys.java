package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.identity.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;

/** Identities and chance that are the same in every run, so that every input can be replayed. */
public final class TestKeys {

  private TestKeys() {}

  /** The identity of this number. */
  public static KeyPair pair(int number) {
    return KeyPair.generate(constant(number));
  }

  /** Yields nothing but this byte. */
  public static SecureRandom constant(int value) {
    return new ConstantRandom(value);
  }

  private static final class ConstantRandom extends SecureRandom {

    private final byte value;

    ConstantRandom(int value) {
      this.value = (byte) value;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      Arrays.fill(bytes, value);
    }
  }
}
