package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Optional;

/**
 * Ed25519 by the Amazon Corretto Crypto Provider, which is native code: signs and verifies several
 * times faster than the others where it loads. It is found by name and never registered, so nothing
 * else in the process uses it. Keys are derived and checked by another library, because this one
 * finds out only while verifying that a key is no point of the curve.
 */
final class CorrettoEd25519 implements Ed25519 {

  private static final String PROVIDER =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  private final Provider provider;
  private final Ed25519 keys;

  private CorrettoEd25519(Provider provider, Ed25519 keys) {
    this.provider = provider;
    this.keys = keys;
  }

  /**
   * The library, if it is on the class path and its native code loads.
   *
   * @param keys derives and checks public keys
   */
  static Optional<Ed25519> load(Ed25519 keys) {
    try {
      Object instance = Class.forName(PROVIDER).getField("INSTANCE").get(null);
      if (instance instanceof Provider provider) {
        // Throws here, not at the first message, where the native code did not load.
        Signature.getInstance(JdkEd25519.ALGORITHM, provider);
        return Optional.of(new CorrettoEd25519(provider, keys));
      }
      return Optional.empty();
    } catch (ReflectiveOperationException | GeneralSecurityException | LinkageError e) {
      return Optional.empty();
    }
  }

  @Override
  public String library() {
    return "Amazon Corretto Crypto Provider " + provider.getVersionStr();
  }

  @Override
  public byte[] publicKey(byte[] seed) {
    return keys.publicKey(seed);
  }

  @Override
  public Signer signer(byte[] seed, byte[] publicKey) {
    PrivateKey key = JdkEd25519.privateKey(seed);
    return message -> sign(key, message);
  }

  private byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(JdkEd25519.ALGORITHM, provider);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the self-check has signed", e);
    }
  }

  @Override
  public Verifier verifier(byte[] publicKey) throws MalformedException {
    keys.verifier(publicKey);
    java.security.PublicKey key = JdkEd25519.uncheckedKey(publicKey);
    return (message, signature) -> verify(key, message, signature);
  }

  private boolean verify(java.security.PublicKey key, byte[] message, byte[] signature) {
    if (signature.length != SIGNATURE_BYTES) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(JdkEd25519.ALGORITHM, provider);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key was accepted before", e);
    }
  }
}
