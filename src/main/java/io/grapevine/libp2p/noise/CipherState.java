package io.grapevine.libp2p.noise;

import io.grapevine.libp2p.noise.NoiseException.Reason;
import java.security.GeneralSecurityException;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a secure channel: ChaCha20-Poly1305 (RFC 8439) under one key, with a counter as
 * nonce that never repeats. A failure ends it for good and drops the key. For one thread at a time.
 */
public final class CipherState {

  /** Most bytes of a Noise message, its tag included. */
  public static final int MAX_MESSAGE_BYTES = 65_535;

  /** What encryption adds to each message. */
  public static final int TAG_BYTES = 16;

  /** Most plaintext of one message. */
  public static final int MAX_PLAINTEXT_BYTES = MAX_MESSAGE_BYTES - TAG_BYTES;

  private static final String ALGORITHM = "ChaCha20-Poly1305";
  private static final int NONCE_BYTES = 12;
  private static final int COUNTER_OFFSET = 4;
  private static final byte[] NO_DATA = {};

  /** 2^64 - 1, which Noise sets aside. */
  private static final long RESERVED_NONCE = -1;

  private final Cipher cipher;
  private final byte[] nonceBytes = new byte[NONCE_BYTES];
  private @Nullable SecretKeySpec key;
  private long nonce;

  CipherState(byte[] key) {
    this(key, 0);
  }

  /** Begins at a later nonce, as after so many messages. */
  CipherState(byte[] key, long nonce) {
    this.key = new SecretKeySpec(key, "ChaCha20");
    this.nonce = nonce;
    try {
      this.cipher = Cipher.getInstance(ALGORITHM);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /**
   * Encrypts one message. Input and output may be the same array if both begin at the same offset
   * or the ranges do not overlap.
   *
   * @param length bytes of plaintext, at most {@link #MAX_PLAINTEXT_BYTES}
   * @param out has room for the plaintext and {@link #TAG_BYTES} more
   * @return bytes written, always {@code length} and {@link #TAG_BYTES} more
   * @throws NoiseException if the nonces are used up
   */
  public int encrypt(byte[] in, int offset, int length, byte[] out, int outOffset)
      throws NoiseException {
    return encrypt(NO_DATA, in, offset, length, out, outOffset);
  }

  int encrypt(byte[] associated, byte[] in, int offset, int length, byte[] out, int outOffset)
      throws NoiseException {
    if (length > MAX_PLAINTEXT_BYTES) {
      throw new IllegalArgumentException(length + " bytes are too many for one message");
    }
    return transform(Cipher.ENCRYPT_MODE, associated, in, offset, length, out, outOffset);
  }

  /**
   * Decrypts one message. Input and output may be the same array if both begin at the same offset
   * or the ranges do not overlap.
   *
   * @param length bytes of ciphertext, tag included
   * @return bytes of plaintext written, always {@code length} less {@link #TAG_BYTES}
   * @throws NoiseException if the message is too short or too long, was changed on the way or is
   *     out of order, or the nonces are used up; nothing can be decrypted afterwards
   */
  public int decrypt(byte[] in, int offset, int length, byte[] out, int outOffset)
      throws NoiseException {
    return decrypt(NO_DATA, in, offset, length, out, outOffset);
  }

  int decrypt(byte[] associated, byte[] in, int offset, int length, byte[] out, int outOffset)
      throws NoiseException {
    if (length < TAG_BYTES || length > MAX_MESSAGE_BYTES) {
      destroy();
      throw new NoiseException(
          Reason.MALFORMED,
          "Noise message has %d bytes, allowed are %d to %d"
              .formatted(length, TAG_BYTES, MAX_MESSAGE_BYTES));
    }
    return transform(Cipher.DECRYPT_MODE, associated, in, offset, length, out, outOffset);
  }

  /** Drops the key; nothing can be encrypted or decrypted afterwards. */
  public void destroy() {
    key = null;
  }

  private int transform(
      int mode, byte[] associated, byte[] in, int offset, int length, byte[] out, int outOffset)
      throws NoiseException {
    SecretKeySpec current = key;
    if (current == null) {
      throw new IllegalStateException("the channel has ended");
    }
    if (nonce == RESERVED_NONCE) {
      destroy();
      throw new NoiseException(Reason.NONCES_EXHAUSTED, "Noise key has no nonce left");
    }
    for (int i = 0; i < Long.BYTES; i++) {
      nonceBytes[COUNTER_OFFSET + i] = (byte) (nonce >>> (8 * i));
    }
    nonce++;
    try {
      cipher.init(mode, current, new IvParameterSpec(nonceBytes));
      if (associated.length > 0) {
        cipher.updateAAD(associated);
      }
      return cipher.doFinal(in, offset, length, out, outOffset);
    } catch (AEADBadTagException e) {
      destroy();
      throw new NoiseException(Reason.NOT_AUTHENTIC, "Noise message is not authentic", e);
    } catch (GeneralSecurityException e) {
      destroy();
      throw new IllegalStateException("key and nonce are valid by construction", e);
    }
  }
}
