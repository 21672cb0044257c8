package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;

/** RSA keys of foreign peers: SubjectPublicKeyInfo in DER, signatures PKCS#1 v1.5 over SHA-256. */
final class RsaKeys {

  static final int MIN_BITS = 2048;

  /** Larger keys are a way to burn our time (CVE-2023-39533). */
  static final int MAX_BITS = 8192;

  private static final int MAX_EXPONENT_BITS = 32;

  private RsaKeys() {}

  static PublicKey decode(KeyMessage message) throws MalformedException {
    RSAPublicKey key = parse(message.keyBytes());
    int bits = key.getModulus().bitLength();
    if (bits < MIN_BITS || bits > MAX_BITS) {
      throw new MalformedException(
          "RSA key has %d bits, allowed are %d to %d".formatted(bits, MIN_BITS, MAX_BITS));
    }
    if (key.getPublicExponent().bitLength() > MAX_EXPONENT_BITS) {
      throw new MalformedException("RSA exponent is longer than " + MAX_EXPONENT_BITS + " bits");
    }
    if (!Arrays.equals(key.getEncoded(), message.keyBytes())) {
      throw new MalformedException("RSA key is not in its shortest encoding");
    }
    return new JcaPublicKey(KeyType.RSA, message.encode(), key, "SHA256withRSA");
  }

  private static RSAPublicKey parse(byte[] der) throws MalformedException {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new MalformedException("RSA key cannot be read", e);
    }
  }
}
