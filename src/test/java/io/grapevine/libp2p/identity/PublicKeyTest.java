package io.grapevine.libp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.protobuf.ProtobufWriter;
import io.grapevine.testing.Randomised;
import io.grapevine.testing.Vectors;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PublicKeyTest {

  private static final List<KeyType> TYPES = List.of(KeyType.values());
  private static final byte[] MESSAGE = "a message".getBytes(StandardCharsets.UTF_8);

  @Test
  void decodesTheKeysOfTheSpecificationAndKeepsTheirBytes() throws Exception {
    for (KeyType type : new KeyType[] {KeyType.ED25519, KeyType.RSA, KeyType.ECDSA}) {
      byte[] encoded = vector(type, "public");
      PublicKey key = PublicKey.decode(encoded);
      assertThat(key.type()).isEqualTo(type);
      assertThat(key.encoded()).isEqualTo(encoded);
      assertThat(key).isEqualTo(PublicKey.decode(encoded)).hasSameHashCodeAs(key);
      assertThat(key.peerId()).isEqualTo(PeerId.ofPublicKey(encoded));
    }
  }

  @Test
  void namesSecp256k1AsUnsupported() {
    assertThatThrownBy(() -> PublicKey.decode(vector(KeyType.SECP256K1, "public")))
        .isInstanceOf(MalformedException.class)
        .hasMessage("keys of type secp256k1 are not supported");
  }

  @Test
  void findsTheKeyInTheIdOfAnEd25519PeerOnly() throws Exception {
    PublicKey ed25519 = PublicKey.decode(vector(KeyType.ED25519, "public"));
    PublicKey rsa = PublicKey.decode(vector(KeyType.RSA, "public"));
    assertThat(PublicKey.ofPeer(ed25519.peerId())).contains(ed25519);
    assertThat(PublicKey.ofPeer(rsa.peerId())).isEmpty();
  }

  @Test
  void verifiesRsaSignatures() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    verifiesWhatTheJdkSigned(KeyType.RSA, generator.generateKeyPair(), "SHA256withRSA");
  }

  @Test
  void verifiesEcdsaSignatures() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    verifiesWhatTheJdkSigned(KeyType.ECDSA, generator.generateKeyPair(), "SHA256withECDSA");
  }

  private static void verifiesWhatTheJdkSigned(
      KeyType type, java.security.KeyPair pair, String algorithm) throws Exception {
    PublicKey key = PublicKey.decode(message(type, pair.getPublic().getEncoded()));
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(pair.getPrivate());
    signer.update(MESSAGE);
    byte[] signature = signer.sign();
    assertThat(key.verify(MESSAGE, signature)).isTrue();
    assertThat(key.verify("another".getBytes(StandardCharsets.UTF_8), signature)).isFalse();
    assertThat(key.verify(MESSAGE, new byte[0])).isFalse();
    assertThat(key.verify(MESSAGE, new byte[signature.length])).isFalse();
    assertThat(key.verify(MESSAGE, Arrays.copyOf(signature, signature.length - 1))).isFalse();
  }

  @Test
  void refusesRsaKeysOfTooFewOrTooManyBits() throws Exception {
    for (int bits : new int[] {1024, 2047, 8193, 16_384}) {
      assertThatThrownBy(() -> PublicKey.decode(rsaKey(bits, BigInteger.valueOf(65_537))))
          .as("%d bits", bits)
          .isInstanceOf(MalformedException.class);
    }
    assertThat(PublicKey.decode(rsaKey(2048, BigInteger.valueOf(65_537))).type())
        .isEqualTo(KeyType.RSA);
    assertThat(PublicKey.decode(rsaKey(8192, BigInteger.valueOf(65_537))).type())
        .isEqualTo(KeyType.RSA);
  }

  @Test
  void refusesAnRsaExponentThatWouldCostUsTime() {
    BigInteger exponent = BigInteger.ONE.shiftLeft(40).add(BigInteger.ONE);
    assertThatThrownBy(() -> PublicKey.decode(rsaKey(2048, exponent)))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("exponent");
  }

  private static byte[] rsaKey(int bits, BigInteger exponent) throws Exception {
    BigInteger modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
    return message(
        KeyType.RSA,
        KeyFactory.getInstance("RSA")
            .generatePublic(new RSAPublicKeySpec(modulus, exponent))
            .getEncoded());
  }

  @Test
  void refusesAnEcdsaPointOutsideTheCurveAndOtherCurves() throws Exception {
    byte[] outside = vector(KeyType.ECDSA, "public");
    outside[outside.length - 1] ^= 1;
    assertThatThrownBy(() -> PublicKey.decode(outside)).hasMessageContaining("not a point");
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    byte[] larger = message(KeyType.ECDSA, generator.generateKeyPair().getPublic().getEncoded());
    assertThatThrownBy(() -> PublicKey.decode(larger)).hasMessageContaining("P-256");
  }

  @Test
  void refusesEveryOtherEncodingOfTheSameKey() throws Exception {
    byte[] valid = vector(KeyType.ED25519, "public");
    byte[] raw = Arrays.copyOfRange(valid, 4, 36);
    PublicKey.decode(new ProtobufWriter().varint(1, 1).bytes(2, raw).toByteArray());
    byte[] swapped = new ProtobufWriter().bytes(2, raw).varint(1, 1).toByteArray();
    byte[] twice = new ProtobufWriter().varint(1, 1).varint(1, 1).bytes(2, raw).toByteArray();
    byte[] overlong = HexFormat.of().parseHex("088100" + "1220" + HexFormat.of().formatHex(raw));
    for (byte[] encoded : new byte[][] {swapped, twice, overlong}) {
      assertThatThrownBy(() -> PublicKey.decode(encoded)).hasMessageContaining("only valid");
    }
    byte[] extra = new ProtobufWriter().varint(1, 1).bytes(2, raw).varint(3, 0).toByteArray();
    assertThatThrownBy(() -> PublicKey.decode(extra)).hasMessageContaining("unknown field 3");
  }

  @Test
  void refusesKeysWithoutTypeOfUnknownTypeOrOfAnotherLength() {
    byte[] raw = Arrays.copyOfRange(vector(KeyType.ED25519, "public"), 4, 36);
    byte[] typeless = new ProtobufWriter().bytes(2, raw).toByteArray();
    byte[] strange = new ProtobufWriter().varint(1, 4).bytes(2, raw).toByteArray();
    byte[] shortened = new ProtobufWriter().varint(1, 1).bytes(2, new byte[31]).toByteArray();
    byte[] huge = new ProtobufWriter().varint(1, 0).bytes(2, new byte[4096]).toByteArray();
    assertThatThrownBy(() -> PublicKey.decode(typeless)).hasMessageContaining("no type");
    assertThatThrownBy(() -> PublicKey.decode(strange)).hasMessageContaining("unknown: 4");
    assertThatThrownBy(() -> PublicKey.decode(shortened)).hasMessageContaining("31 bytes");
    assertThatThrownBy(() -> PublicKey.decode(huge)).hasMessageContaining("longer than 2048");
  }

  @Test
  void refusesAnRsaKeyInAnotherDerEncoding() throws Exception {
    String der = HexFormat.of().formatHex(rsaKey(2048, BigInteger.valueOf(65_537)));
    // The same key, but its algorithm lacks the parameters (NULL) that DER demands.
    String changed =
        der.substring(der.indexOf("30820122"))
            .replace("30820122300d", "30820120300b")
            .replace("0101010500", "010101");
    assertThatThrownBy(
            () -> PublicKey.decode(message(KeyType.RSA, HexFormat.of().parseHex(changed))))
        .hasMessageContaining("encoding");
  }

  @Test
  void refusesKeysCutAtEveryByte() {
    for (KeyType type : new KeyType[] {KeyType.ED25519, KeyType.RSA, KeyType.ECDSA}) {
      byte[] encoded = vector(type, "public");
      for (int length = 0; length < encoded.length; length++) {
        byte[] cut = Arrays.copyOf(encoded, length);
        assertThatThrownBy(() -> PublicKey.decode(cut)).isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void neverThrowsAnythingElseForRandomKeys() {
    Randomised.runs(2000)
        .check(
            random -> {
              KeyType type = TYPES.get(random.nextInt(TYPES.size()));
              byte[] encoded = vector(type, "public");
              encoded[random.nextInt(Math.min(encoded.length, 60))] = (byte) random.nextInt();
              try {
                PublicKey.decode(encoded).verify(MESSAGE, Randomised.bytes(random, 0, 80));
              } catch (MalformedException e) {
                assertThat(e).hasMessageNotContaining("null");
              }
            });
  }

  static byte[] vector(KeyType type, String half) {
    String name = type.name().toLowerCase(Locale.ROOT);
    return Vectors.rows(PublicKeyTest.class, "keys.txt").stream()
        .filter(row -> row[0].equals(name) && row[1].equals(half))
        .map(row -> HexFormat.of().parseHex(row[2]))
        .findFirst()
        .orElseThrow();
  }

  private static byte[] message(KeyType type, byte[] key) {
    return new ProtobufWriter().varint(1, type.code()).bytes(2, key).toByteArray();
  }
}
