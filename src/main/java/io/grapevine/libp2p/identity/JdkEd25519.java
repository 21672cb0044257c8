package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Ed25519 by the JDK, for class paths without BouncyCastle. Raw keys are the tails of the X.509 and
 * PKCS#8 encodings, behind constant prefixes.
 */
final class JdkEd25519 implements Ed25519 {

  static final String ALGORITHM = "Ed25519";
  private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  @Override
  public String library() {
    return "JDK " + Runtime.version().feature();
  }

  @Override
  public byte[] publicKey(byte[] seed) {
    try {
      // The JDK derives public keys only while it generates pairs; the seed poses as chance.
      KeyPairGenerator generator = KeyPairGenerator.getInstance(ALGORITHM);
      generator.initialize(NamedParameterSpec.ED25519, new FixedRandom(seed));
      byte[] encoded = generator.generateKeyPair().getPublic().getEncoded();
      return Arrays.copyOfRange(encoded, X509_PREFIX.length, encoded.length);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  @Override
  public Signer signer(byte[] seed, byte[] publicKey) {
    PrivateKey key = privateKey(seed);
    return message -> sign(key, message);
  }

  private static byte[] sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  @Override
  public Verifier verifier(byte[] publicKey) throws MalformedException {
    java.security.PublicKey key = uncheckedKey(publicKey);
    try {
      // The point is decoded when the key is first used.
      Signature.getInstance(ALGORITHM).initVerify(key);
    } catch (GeneralSecurityException e) {
      throw new MalformedException("Ed25519 key is not a point of the curve", e);
    }
    return (message, signature) -> verify(key, message, signature);
  }

  static PrivateKey privateKey(byte[] seed) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(concatenate(PKCS8_PREFIX, seed)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has Ed25519", e);
    }
  }

  /** The key in the JDK's form; whether it is a point of the curve is not checked. */
  static java.security.PublicKey uncheckedKey(byte[] raw) throws MalformedException {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(concatenate(X509_PREFIX, raw)));
    } catch (GeneralSecurityException e) {
      throw new MalformedException("Ed25519 key cannot be decoded", e);
    }
  }

  private static boolean verify(java.security.PublicKey key, byte[] message, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(message);
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key was accepted before", e);
    }
  }

  private static byte[] concatenate(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static final class FixedRandom extends SecureRandom {

    private final byte[] seed;

    FixedRandom(byte[] seed) {
      this.seed = seed;
    }

    @Override
    public void nextBytes(byte[] bytes) {
      System.arraycopy(seed, 0, bytes, 0, bytes.length);
    }
  }
}
