package io.grapevine.benchmark.primitives;

import java.security.GeneralSecurityException;
import java.util.concurrent.TimeUnit;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.ChaCha20Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.conscrypt.Conscrypt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** ChaCha20-Poly1305 with a new nonce for each message, as Noise uses it: one encryption. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class AeadBenchmark {
  private static final int KEY_BYTES = 32;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  @Param({"jdk", "bouncycastle", "conscrypt"})
  private String library = "";

  @Param({"12", "1100", "16384", "65519"})
  private int bytes;

  private final SecretKeySpec key = new SecretKeySpec(new byte[KEY_BYTES], "ChaCha20");
  private final byte[] nonce = new byte[NONCE_BYTES];
  private byte[] plaintext = {};
  private byte[] ciphertext = {};
  private Aead chosen = this::byBouncyCastle;
  private long counter;

  /** Encrypts the plaintext under the nonce. */
  @FunctionalInterface
  private interface Aead {
    int encrypt() throws GeneralSecurityException, InvalidCipherTextException;
  }

  @Setup
  public void setUp() throws GeneralSecurityException {
    plaintext = new byte[bytes];
    ciphertext = new byte[bytes + TAG_BYTES];
    chosen =
        switch (library) {
          case "jdk" -> by(Cipher.getInstance("ChaCha20-Poly1305"));
          case "conscrypt" ->
              by(Cipher.getInstance("ChaCha20/Poly1305/NoPadding", Conscrypt.newProvider()));
          default -> this::byBouncyCastle;
        };
  }

  @Benchmark
  public int encrypt() throws GeneralSecurityException, InvalidCipherTextException {
    counter++;
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[NONCE_BYTES - Long.BYTES + i] = (byte) (counter >>> (Byte.SIZE * i));
    }
    return chosen.encrypt();
  }

  private Aead by(Cipher cipher) {
    return () -> {
      cipher.init(Cipher.ENCRYPT_MODE, key, new IvParameterSpec(nonce));
      return cipher.doFinal(plaintext, 0, plaintext.length, ciphertext, 0);
    };
  }

  private int byBouncyCastle() throws InvalidCipherTextException {
    ChaCha20Poly1305 cipher = new ChaCha20Poly1305();
    cipher.init(true, new ParametersWithIV(new KeyParameter(key.getEncoded()), nonce));
    int count = cipher.processBytes(plaintext, 0, plaintext.length, ciphertext, 0);
    return count + cipher.doFinal(ciphertext, count);
  }
}
