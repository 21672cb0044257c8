package io.grapevine.libp2p.multiformats;

/** Base36 in lower case: peer ids appear in it as CIDs that begin with {@code k}. */
final class Base36 {

  private static final PositionalBase BASE =
      new PositionalBase("base36", "0123456789abcdefghijklmnopqrstuvwxyz");

  private Base36() {}

  static String encode(byte[] bytes) {
    return BASE.encode(bytes);
  }

  static byte[] decode(String text) throws MalformedException {
    return BASE.decode(text);
  }
}
