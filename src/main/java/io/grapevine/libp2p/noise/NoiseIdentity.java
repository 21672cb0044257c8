package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PublicKey;
import io.grapevine.libp2p.peer.PeerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;

/**
 * What one host shows in all its handshakes: a static Noise key and the proof that it belongs to
 * the host's identity. Made once per host, since the signature costs more than the rest of a
 * message.
 */
public final class NoiseIdentity {

  private static final byte[] SIGNATURE_PREFIX =
      "noise-libp2p-static-key:".getBytes(StandardCharsets.US_ASCII);

  private final DhKeyPair staticKey;
  private final PublicKey identityKey;
  private final byte[] signature;

  private NoiseIdentity(KeyPair keyPair, DhKeyPair staticKey) {
    this.staticKey = staticKey;
    this.identityKey = keyPair.publicKey();
    this.signature = keyPair.sign(signedBytes(staticKey.publicKey()));
  }

  /** A new static key, signed by the identity. */
  public static NoiseIdentity create(KeyPair keyPair, SecureRandom random) {
    return new NoiseIdentity(keyPair, DhKeyPair.generate(random));
  }

  /** The peer that is shown. */
  public PeerId peerId() {
    return identityKey.peerId();
  }

  DhKeyPair staticKey() {
    return staticKey;
  }

  NoisePayload payload(List<String> muxers) {
    return new NoisePayload(identityKey.encoded(), signature, muxers);
  }

  static byte[] signedBytes(byte[] staticPublicKey) {
    return ByteBuffer.allocate(SIGNATURE_PREFIX.length + staticPublicKey.length)
        .put(SIGNATURE_PREFIX)
        .put(staticPublicKey)
        .array();
  }
}
