package io.grapevine.libp2p.multiformats;

import java.nio.ByteBuffer;

/**
 * The two text forms of a peer id (libp2p specification "Peer Ids and Keys"): base58 of the bare
 * multihash, and a CID of version 1 with the codec {@code libp2p-key}.
 */
public final class PeerIdText {

  private static final int CID_VERSION = 1;
  private static final int LIBP2P_KEY = 0x72;

  private PeerIdText() {}

  /** The form that everybody prints: base58. */
  public static String print(Multihash id) {
    return Base58.encode(id.encode());
  }

  /** The other form, a CID in base32. */
  public static String printCid(Multihash id) {
    byte[] hash = id.encode();
    return "b"
        + Base32.encode(
            ByteBuffer.allocate(2 + hash.length)
                .put((byte) CID_VERSION)
                .put((byte) LIBP2P_KEY)
                .put(hash)
                .array());
  }

  /**
   * Reads either form; a CID may be in base32, base36 or base58.
   *
   * @throws MalformedException if the text is neither, or of another kind of CID
   */
  public static Multihash parse(String text) throws MalformedException {
    if (text.startsWith("1") || text.startsWith("Qm")) {
      return Multihash.decode(Base58.decode(text));
    }
    if (text.isEmpty()) {
      throw new MalformedException("peer id is empty");
    }
    String digits = text.substring(1);
    return switch (text.charAt(0)) {
      case 'b' -> decodeCid(Base32.decode(digits));
      case 'k' -> decodeCid(Base36.decode(digits));
      case 'z' -> decodeCid(Base58.decode(digits));
      default -> throw new MalformedException("text is neither a base58 peer id nor a known CID");
    };
  }

  private static Multihash decodeCid(byte[] cid) throws MalformedException {
    ByteBuffer in = ByteBuffer.wrap(cid);
    long version = UnsignedVarint.read(in);
    if (version != CID_VERSION) {
      throw new MalformedException("CID has version " + version + ", a peer id has version 1");
    }
    long codec = UnsignedVarint.read(in);
    if (codec != LIBP2P_KEY) {
      throw new MalformedException("CID has codec 0x%x, a peer id has 0x72".formatted(codec));
    }
    byte[] hash = new byte[in.remaining()];
    in.get(hash);
    return Multihash.decode(hash);
  }
}
