package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.noise.NoiseException.Reason;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** A key pair for X25519 (RFC 7748), static or ephemeral. */
final class DhKeyPair {

  static final int KEY_BYTES = 32;

  private final byte[] privateKey;
  private final byte[] publicKey = new byte[KEY_BYTES];

  private DhKeyPair(byte[] privateKey) {
    this.privateKey = privateKey;
    X25519.generatePublicKey(privateKey, 0, publicKey, 0);
  }

  static DhKeyPair generate(SecureRandom random) {
    byte[] privateKey = new byte[KEY_BYTES];
    random.nextBytes(privateKey);
    return new DhKeyPair(privateKey);
  }

  /** The pair of a known private key, which is copied. */
  static DhKeyPair ofPrivateKey(byte[] privateKey) {
    if (privateKey.length != KEY_BYTES) {
      throw new IllegalArgumentException("private key has " + privateKey.length + " bytes");
    }
    return new DhKeyPair(privateKey.clone());
  }

  /** The public half; not to be modified. */
  byte[] publicKey() {
    return publicKey;
  }

  /**
   * The secret shared with the owner of the other public key.
   *
   * @throws NoiseException if that key is a point of low order, which would make the secret known
   *     to everybody
   */
  byte[] agree(byte[] remotePublicKey) throws NoiseException {
    byte[] secret = new byte[KEY_BYTES];
    if (!X25519.calculateAgreement(privateKey, 0, remotePublicKey, 0, secret, 0)) {
      throw new NoiseException(Reason.MALFORMED, "X25519 key is a point of low order");
    }
    return secret;
  }

  /** Forgets the private half. */
  void destroy() {
    Arrays.fill(privateKey, (byte) 0);
  }
}
