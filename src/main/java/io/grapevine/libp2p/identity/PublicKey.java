package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.util.Optional;

/** A peer's public key: verifies its signatures and gives its id. Safe for use by many threads. */
public sealed interface PublicKey permits Ed25519PublicKey, JcaPublicKey {

  /** Longest protobuf form accepted; an RSA key of 8192 bits has about 1070 bytes. */
  int MAX_ENCODED_BYTES = 2048;

  /** What kind of key it is. */
  KeyType type();

  /** The protobuf form, of which there is exactly one; not to be modified. */
  byte[] encoded();

  /** Whether the key's owner signed the message; a malformed signature is simply wrong. */
  boolean verify(byte[] message, byte[] signature);

  /** The id of the peer that owns this key. */
  default PeerId peerId() {
    return PeerId.ofPublicKey(encoded());
  }

  /**
   * Reads the protobuf form. Ed25519, RSA of 2048 to 8192 bits and ECDSA on P-256 are known.
   *
   * @throws MalformedException if it is not the one valid encoding of a key of a known type
   */
  static PublicKey decode(byte[] encoded) throws MalformedException {
    KeyMessage message = KeyMessage.decode(encoded);
    return switch (message.type()) {
      case ED25519 -> Ed25519PublicKey.decode(message);
      case RSA -> RsaKeys.decode(message);
      case ECDSA -> EcdsaKeys.decode(message);
      case SECP256K1 -> throw new MalformedException("keys of type secp256k1 are not supported");
    };
  }

  /**
   * The key that stands in the id itself, or nothing if the id holds only a digest.
   *
   * @throws MalformedException if what stands there is not a valid key
   */
  static Optional<PublicKey> ofPeer(PeerId peerId) throws MalformedException {
    Optional<byte[]> inlined = peerId.inlinedPublicKey();
    return inlined.isPresent() ? Optional.of(decode(inlined.get())) : Optional.empty();
  }
}
