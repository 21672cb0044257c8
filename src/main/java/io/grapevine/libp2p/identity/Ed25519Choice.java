package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Chooses the library for Ed25519 once, when first needed: the fastest that is on the class path,
 * loads on this platform and passes a self-check. By measurement these are the Amazon Corretto
 * Crypto Provider (native), BouncyCastle and the JDK, in this order. The system property {@value
 * #PROPERTY} forces one: {@code corretto}, {@code bouncycastle} or {@code jdk}.
 */
public final class Ed25519Choice {

  /** The system property that forces a library. */
  public static final String PROPERTY = "grapevine.libp2p.ed25519";

  /** Two vectors of RFC 8032, section 7.1: seed, public key, message, signature. */
  private static final List<List<String>> VECTORS =
      List.of(
          List.of(
              "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
              "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
              "72",
              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                  + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
          List.of(
              "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
              "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
              "af82",
              "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
                  + "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"));

  private static final Map<String, Supplier<Optional<Ed25519>>> LIBRARIES =
      Map.of(
          "corretto", () -> CorrettoEd25519.load(bouncyCastle().orElseGet(JdkEd25519::new)),
          "bouncycastle", Ed25519Choice::bouncyCastle,
          "jdk", () -> Optional.of(new JdkEd25519()));

  private static final List<String> FASTEST_FIRST = List.of("corretto", "bouncycastle", "jdk");

  private Ed25519Choice() {}

  private static final class Chosen {
    private static final Ed25519 INSTANCE = choose(System.getProperty(PROPERTY, ""));

    private Chosen() {}
  }

  /** The name of the library that this process uses. */
  public static String library() {
    return chosen().library();
  }

  static Ed25519 chosen() {
    return Chosen.INSTANCE;
  }

  /**
   * Loads the forced library, or the fastest if none is forced.
   *
   * @throws IllegalStateException if the forced one is unknown or cannot be used here
   */
  static Ed25519 choose(String forced) {
    List<String> candidates = forced.isEmpty() ? FASTEST_FIRST : List.of(forced);
    return candidates.stream()
        .flatMap(name -> load(name).stream())
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "%s=%s: not one of %s, or it cannot be used here"
                        .formatted(PROPERTY, forced, FASTEST_FIRST)));
  }

  /** The library, unless it is not there or does not compute what it should. */
  static Optional<Ed25519> load(String name) {
    return LIBRARIES.getOrDefault(name, Optional::empty).get().filter(Ed25519Choice::isSound);
  }

  private static Optional<Ed25519> bouncyCastle() {
    try {
      BouncyCastleEd25519 candidate = new BouncyCastleEd25519();
      candidate.publicKey(new byte[Ed25519.SEED_BYTES]);
      return Optional.of(candidate);
    } catch (NoClassDefFoundError e) {
      return Optional.empty();
    }
  }

  private static boolean isSound(Ed25519 library) {
    try {
      for (List<String> vector : VECTORS) {
        if (!passes(library, vector.stream().map(HexFormat.of()::parseHex).toList())) {
          return false;
        }
      }
      return true;
    } catch (MalformedException | RuntimeException | LinkageError e) {
      return false;
    }
  }

  private static boolean passes(Ed25519 library, List<byte[]> vector) throws MalformedException {
    byte[] publicKey = vector.get(1);
    byte[] message = vector.get(2);
    byte[] signature = vector.get(3);
    byte[] changed = signature.clone();
    changed[0] ^= 1;
    Ed25519.Verifier verifier = library.verifier(publicKey);
    return Arrays.equals(library.publicKey(vector.getFirst()), publicKey)
        && Arrays.equals(library.signer(vector.getFirst(), publicKey).sign(message), signature)
        && verifier.verify(message, signature)
        && !verifier.verify(message, changed);
  }
}
