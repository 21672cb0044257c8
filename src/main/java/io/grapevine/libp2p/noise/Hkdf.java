package io.grapevine.libp2p.noise;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HKDF over HMAC-SHA256 (RFC 5869) as Noise uses it: the chaining key is the salt, no info. */
final class Hkdf {

  private static final String HMAC = "HmacSHA256";

  private Hkdf() {}

  /** Two outputs of 32 bytes each. */
  static byte[][] derive(byte[] chainingKey, byte[] input) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(new SecretKeySpec(chainingKey, HMAC));
      byte[] pseudoRandomKey = mac.doFinal(input);
      mac.init(new SecretKeySpec(pseudoRandomKey, HMAC));
      byte[] first = mac.doFinal(new byte[] {1});
      mac.update(first);
      mac.update((byte) 2);
      return new byte[][] {first, mac.doFinal()};
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
