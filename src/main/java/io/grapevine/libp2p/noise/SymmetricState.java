package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.noise.NoiseException.Reason;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Chaining key, transcript hash and current cipher of a handshake (Noise Protocol Framework,
 * section 5.2).
 */
final class SymmetricState {

  /** Exactly as long as a hash, so it is the first transcript hash without being hashed. */
  private static final String PROTOCOL_NAME = "Noise_XX_25519_ChaChaPoly_SHA256";

  private final MessageDigest sha256;
  private byte[] chainingKey;
  private byte[] hash;
  private @Nullable CipherState cipher;

  SymmetricState(byte[] prologue) {
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    this.hash = PROTOCOL_NAME.getBytes(StandardCharsets.US_ASCII);
    this.chainingKey = hash.clone();
    mixHash(prologue);
  }

  void mixHash(byte[] bytes) {
    sha256.update(hash);
    hash = sha256.digest(bytes);
  }

  void mixKey(byte[] secret) {
    byte[][] derived = Hkdf.derive(chainingKey, secret);
    Arrays.fill(secret, (byte) 0);
    Arrays.fill(chainingKey, (byte) 0);
    chainingKey = derived[0];
    cipher = new CipherState(derived[1]);
    Arrays.fill(derived[1], (byte) 0);
  }

  /** The ciphertext, or before the first key the plaintext itself. */
  byte[] encryptAndHash(byte[] plaintext) throws NoiseException {
    CipherState current = cipher;
    byte[] out = plaintext;
    if (current != null) {
      out = new byte[plaintext.length + CipherState.TAG_BYTES];
      current.encrypt(hash, plaintext, 0, plaintext.length, out, 0);
    }
    mixHash(out);
    return out;
  }

  byte[] decryptAndHash(byte[] ciphertext) throws NoiseException {
    CipherState current = cipher;
    byte[] out = ciphertext;
    if (current != null) {
      if (ciphertext.length < CipherState.TAG_BYTES) {
        throw new NoiseException(Reason.MALFORMED, "Noise handshake message is cut short");
      }
      out = new byte[ciphertext.length - CipherState.TAG_BYTES];
      current.decrypt(hash, ciphertext, 0, ciphertext.length, out, 0);
    }
    mixHash(ciphertext);
    return out;
  }

  /** The transcript hash, which is the same on both sides and unique to the session. */
  byte[] hash() {
    return hash.clone();
  }

  /** The ciphers of the session, first that from the initiator to the responder. */
  CipherState[] split() {
    byte[][] derived = Hkdf.derive(chainingKey, new byte[0]);
    destroy();
    CipherState[] ciphers = {new CipherState(derived[0]), new CipherState(derived[1])};
    Arrays.fill(derived[0], (byte) 0);
    Arrays.fill(derived[1], (byte) 0);
    return ciphers;
  }

  /** Forgets all keys. */
  void destroy() {
    Arrays.fill(chainingKey, (byte) 0);
    if (cipher != null) {
      cipher.destroy();
    }
  }
}
