package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;

/**
 * Ed25519 (RFC 8032) by one of several libraries, which is chosen by {@link Ed25519Choice}. All of
 * them give the same answers: a signature has 64 bytes and an S below the order of the group.
 */
sealed interface Ed25519 permits BouncyCastleEd25519, CorrettoEd25519, JdkEd25519 {

  int SEED_BYTES = 32;
  int PUBLIC_KEY_BYTES = 32;
  int SIGNATURE_BYTES = 64;

  /** Signs with one key, which is prepared once. Safe for use by many threads. */
  @FunctionalInterface
  interface Signer {
    /** The signature of 64 bytes. */
    byte[] sign(byte[] message);
  }

  /** Checks signatures of one key, whose point is decoded once. Safe for use by many threads. */
  @FunctionalInterface
  interface Verifier {
    boolean verify(byte[] message, byte[] signature);
  }

  /** The name of the library, for operators. */
  String library();

  /** The public key of a seed of 32 bytes. */
  byte[] publicKey(byte[] seed);

  /** Prepares a seed, to which the public key belongs, for signing. */
  Signer signer(byte[] seed, byte[] publicKey);

  /**
   * Decodes a public key once for many checks.
   *
   * @throws MalformedException if the 32 bytes are no point of the curve
   */
  Verifier verifier(byte[] publicKey) throws MalformedException;

  /** The library in use in this process. */
  static Ed25519 chosen() {
    return Ed25519Choice.chosen();
  }
}
