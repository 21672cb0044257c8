package io.grapevine.benchmark.primitives;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.conscrypt.Conscrypt;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Ed25519 over a message of 1.1 KiB, with keys that are decoded already. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SignatureBenchmark {
  private static final String ALGORITHM = "Ed25519";
  private static final int MESSAGE_BYTES = 1126;

  @Param({"jdk", "bouncycastle", "conscrypt", "corretto"})
  private String library = "";

  private final byte[] message = new byte[MESSAGE_BYTES];
  private byte[] signature = {};
  private Library chosen = new BouncyCastle();

  @Setup
  public void setUp() throws GeneralSecurityException {
    chosen =
        switch (library) {
          case "jdk" -> new ByProvider(Security.getProvider("SunEC"));
          case "conscrypt" -> new ByProvider(Conscrypt.newProvider());
          case "corretto" -> new ByProvider(AmazonCorrettoCryptoProvider.INSTANCE);
          default -> new BouncyCastle();
        };
    signature = chosen.sign(message);
  }

  @Benchmark
  public byte[] sign() throws GeneralSecurityException {
    return chosen.sign(message);
  }

  @Benchmark
  public boolean verify() throws GeneralSecurityException {
    return chosen.verify(message, signature);
  }

  private sealed interface Library {
    byte[] sign(byte[] message) throws GeneralSecurityException;

    boolean verify(byte[] message, byte[] signature) throws GeneralSecurityException;
  }

  private static final class ByProvider implements Library {
    private final Provider provider;
    private final KeyPair keys;

    ByProvider(Provider provider) throws GeneralSecurityException {
      this.provider = provider;
      this.keys = KeyPairGenerator.getInstance(ALGORITHM, provider).generateKeyPair();
    }

    @Override
    public byte[] sign(byte[] message) throws GeneralSecurityException {
      Signature signer = Signature.getInstance(ALGORITHM, provider);
      signer.initSign(keys.getPrivate());
      signer.update(message);
      return signer.sign();
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) throws GeneralSecurityException {
      Signature verifier = Signature.getInstance(ALGORITHM, provider);
      verifier.initVerify(keys.getPublic());
      verifier.update(message);
      return verifier.verify(signature);
    }
  }

  private static final class BouncyCastle implements Library {
    private final byte[] seed = new byte[Ed25519.SECRET_KEY_SIZE];
    private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];
    private final Ed25519.PublicPoint point;

    BouncyCastle() {
      Ed25519.generatePublicKey(seed, 0, publicKey, 0);
      point = Ed25519.validatePublicKeyPartialExport(publicKey, 0);
    }

    @Override
    public byte[] sign(byte[] message) {
      byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
      Ed25519.sign(seed, 0, publicKey, 0, message, 0, message.length, signature, 0);
      return signature;
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
      return Ed25519.verify(signature, 0, point, message, 0, message.length);
    }
  }
}
