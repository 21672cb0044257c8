package io.grapevine.libp2p.multiformats;

/** Base58 with the alphabet of Bitcoin, without checksum: the usual text of a peer id. */
public final class Base58 {

  private static final PositionalBase BASE =
      new PositionalBase("base58", "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");

  private Base58() {}

  /** Text of at most 128 bytes. */
  public static String encode(byte[] bytes) {
    return BASE.encode(bytes);
  }

  /**
   * The bytes of the text.
   *
   * @throws MalformedException if a character is foreign or the text is longer than 128 characters
   */
  public static byte[] decode(String text) throws MalformedException {
    return BASE.decode(text);
  }
}
