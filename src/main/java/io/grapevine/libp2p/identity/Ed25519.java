package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;

/** Ed25519 (RFC 8032) by one of two libraries. */
sealed interface Ed25519 permits BouncyCastleEd25519, JdkEd25519 {

  int SEED_BYTES = 32;
  int PUBLIC_KEY_BYTES = 32;
  int SIGNATURE_BYTES = 64;

  /** Checks signatures of one key, whose point is decoded once. */
  @FunctionalInterface
  interface Verifier {
    boolean verify(byte[] message, byte[] signature);
  }

  /** The public key of a seed of 32 bytes. */
  byte[] publicKey(byte[] seed);

  /** The signature of 64 bytes. */
  byte[] sign(byte[] seed, byte[] publicKey, byte[] message);

  /**
   * Decodes a public key once for many checks.
   *
   * @throws MalformedException if the 32 bytes are no point of the curve
   */
  Verifier verifier(byte[] publicKey) throws MalformedException;

  /** The fastest library that is there. */
  static Ed25519 fastest() {
    return Fastest.INSTANCE;
  }

  /** Chosen once, when first needed. */
  final class Fastest {

    private static final Ed25519 INSTANCE = choose();

    private Fastest() {}

    private static Ed25519 choose() {
      try {
        BouncyCastleEd25519 candidate = new BouncyCastleEd25519();
        candidate.publicKey(new byte[SEED_BYTES]);
        return candidate;
      } catch (NoClassDefFoundError e) {
        return new JdkEd25519();
      }
    }
  }
}
