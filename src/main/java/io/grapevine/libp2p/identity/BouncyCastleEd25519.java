package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

/** Ed25519 by BouncyCastle's lightweight API; no security provider is registered. */
final class BouncyCastleEd25519 implements Ed25519 {

  @Override
  public String library() {
    return "BouncyCastle";
  }

  @Override
  public byte[] publicKey(byte[] seed) {
    byte[] key = new byte[PUBLIC_KEY_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.generatePublicKey(seed, 0, key, 0);
    return key;
  }

  @Override
  public Signer signer(byte[] seed, byte[] publicKey) {
    return message -> sign(seed, publicKey, message);
  }

  private static byte[] sign(byte[] seed, byte[] publicKey, byte[] message) {
    byte[] signature = new byte[SIGNATURE_BYTES];
    org.bouncycastle.math.ec.rfc8032.Ed25519.sign(
        seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
    return signature;
  }

  @Override
  public Verifier verifier(byte[] publicKey) throws MalformedException {
    PublicPoint point =
        org.bouncycastle.math.ec.rfc8032.Ed25519.validatePublicKeyPartialExport(publicKey, 0);
    if (point == null) {
      throw new MalformedException("Ed25519 key is not a point of the curve");
    }
    return (message, signature) ->
        signature.length == SIGNATURE_BYTES
            && org.bouncycastle.math.ec.rfc8032.Ed25519.verify(
                signature, 0, point, message, 0, message.length);
  }
}
