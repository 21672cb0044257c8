package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/** ECDSA keys of foreign peers, on P-256 only: SubjectPublicKeyInfo in DER, SHA-256. */
final class EcdsaKeys {

  /** Everything in front of the two coordinates of an uncompressed point on P-256. */
  private static final byte[] P256_PREFIX =
      HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");

  private static final int P256_BYTES = P256_PREFIX.length + 64;

  private EcdsaKeys() {}

  static PublicKey decode(KeyMessage message) throws MalformedException {
    byte[] der = message.keyBytes();
    int prefix = P256_PREFIX.length;
    if (der.length != P256_BYTES || !Arrays.equals(der, 0, prefix, P256_PREFIX, 0, prefix)) {
      throw new MalformedException("ECDSA key is not an uncompressed point on P-256");
    }
    ECPublicKey key = parse(der);
    if (!isOnCurve(key.getW(), key.getParams().getCurve())) {
      throw new MalformedException("ECDSA key is not a point of the curve");
    }
    return new JcaPublicKey(KeyType.ECDSA, message.encode(), key, "SHA256withECDSA");
  }

  private static ECPublicKey parse(byte[] der) throws MalformedException {
    try {
      return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
    } catch (GeneralSecurityException e) {
      throw new MalformedException("ECDSA key cannot be read", e);
    }
  }

  private static boolean isOnCurve(ECPoint point, EllipticCurve curve) {
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.pow(2).add(curve.getA()).multiply(x).add(curve.getB());
    return x.compareTo(p) < 0
        && y.compareTo(p) < 0
        && y.pow(2).subtract(right).mod(p).signum() == 0;
  }
}
