package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.util.Arrays;

/** An Ed25519 key, the type that every peer has to know. */
final class Ed25519PublicKey implements PublicKey {

  private final byte[] encoded;
  private final Ed25519.Verifier verifier;
  private final PeerId peerId;

  private Ed25519PublicKey(byte[] encoded, Ed25519.Verifier verifier) {
    this.encoded = encoded;
    this.verifier = verifier;
    this.peerId = PeerId.ofPublicKey(encoded);
  }

  static Ed25519PublicKey decode(KeyMessage message) throws MalformedException {
    byte[] raw = message.keyBytes();
    if (raw.length != Ed25519.PUBLIC_KEY_BYTES) {
      throw new MalformedException("Ed25519 key has " + raw.length + " bytes, not 32");
    }
    return new Ed25519PublicKey(message.encode(), Ed25519.chosen().verifier(raw));
  }

  @Override
  public KeyType type() {
    return KeyType.ED25519;
  }

  @Override
  public byte[] encoded() {
    return encoded;
  }

  @Override
  public boolean verify(byte[] message, byte[] signature) {
    return verifier.verify(message, signature);
  }

  @Override
  public PeerId peerId() {
    return peerId;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Ed25519PublicKey that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return "ED25519 key of " + peerId;
  }
}
