package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/** Our own Ed25519 identity: signs, and is never printed. Safe for use by many threads. */
public final class KeyPair {

  private static final int SEED = Ed25519.SEED_BYTES;
  private static final int PUBLIC = Ed25519.PUBLIC_KEY_BYTES;

  private final byte[] seed;
  private final byte[] rawPublicKey;
  private final PublicKey publicKey;
  private final Ed25519.Signer signer;

  private KeyPair(byte[] seed) {
    this.seed = seed;
    this.rawPublicKey = Ed25519.chosen().publicKey(seed);
    this.signer = Ed25519.chosen().signer(seed, rawPublicKey);
    try {
      this.publicKey = Ed25519PublicKey.decode(new KeyMessage(KeyType.ED25519, rawPublicKey));
    } catch (MalformedException e) {
      throw new IllegalStateException("a derived key is a point of the curve", e);
    }
  }

  /** A new identity from 32 bytes of chance. */
  public static KeyPair generate(SecureRandom random) {
    byte[] seed = new byte[SEED];
    random.nextBytes(seed);
    return new KeyPair(seed);
  }

  /**
   * Reads the protobuf form in which libp2p implementations store private keys: seed and public key
   * (64 bytes), or the old form that repeats the public key (96 bytes).
   *
   * @throws MalformedException if it is not the one valid encoding of an Ed25519 key, or its public
   *     part does not belong to the seed
   */
  public static KeyPair decodePrivateKey(byte[] encoded) throws MalformedException {
    KeyMessage message = KeyMessage.decode(encoded);
    if (message.type() != KeyType.ED25519) {
      throw new MalformedException(
          "private key is of type " + message.type() + ", only ED25519 is supported");
    }
    byte[] bytes = message.keyBytes();
    boolean repeated = bytes.length == SEED + 2 * PUBLIC;
    if (bytes.length != SEED + PUBLIC && !repeated) {
      throw new MalformedException("private key has " + bytes.length + " bytes, not 64 or 96");
    }
    KeyPair pair = new KeyPair(Arrays.copyOf(bytes, SEED));
    for (int from = SEED; from < bytes.length; from += PUBLIC) {
      if (!Arrays.equals(bytes, from, from + PUBLIC, pair.rawPublicKey, 0, PUBLIC)) {
        throw new MalformedException("public part of the private key does not belong to its seed");
      }
    }
    return pair;
  }

  /** The protobuf form of the private key, 68 bytes; a secret. */
  public byte[] encodedPrivateKey() {
    byte[] bytes = ByteBuffer.allocate(SEED + PUBLIC).put(seed).put(rawPublicKey).array();
    return new KeyMessage(KeyType.ED25519, bytes).encode();
  }

  /** The id of the peer with this identity. */
  public PeerId peerId() {
    return publicKey.peerId();
  }

  /** The half that others may know. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** The Ed25519 signature of the message, 64 bytes. */
  public byte[] sign(byte[] message) {
    return signer.sign(message);
  }

  @Override
  public String toString() {
    return "key pair of " + peerId();
  }
}
