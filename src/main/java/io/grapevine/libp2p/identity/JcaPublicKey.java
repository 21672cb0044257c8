package io.grapevine.libp2p.identity;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;

/** A key of a foreign peer whose signatures the JDK checks; we never sign with such a key. */
final class JcaPublicKey implements PublicKey {

  private final KeyType type;
  private final byte[] encoded;
  private final java.security.PublicKey key;
  private final String algorithm;

  /**
   * @param algorithm the JDK's name of the signature algorithm
   */
  JcaPublicKey(KeyType type, byte[] encoded, java.security.PublicKey key, String algorithm) {
    this.type = type;
    this.encoded = encoded;
    this.key = key;
    this.algorithm = algorithm;
  }

  @Override
  public KeyType type() {
    return type;
  }

  @Override
  public byte[] encoded() {
    return encoded;
  }

  @Override
  public boolean verify(byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key was accepted before", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof JcaPublicKey that && Arrays.equals(encoded, that.encoded);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(encoded);
  }

  @Override
  public String toString() {
    return type + " key of " + peerId();
  }
}
