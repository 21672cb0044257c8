package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.PeerIdText;
import io.grapevine.libp2p.peer.PeerId;
import java.nio.charset.StandardCharsets;

/** Peer ids as base58 and as CIDs in three bases: whatever is taken prints and leads back. */
final class PeerIdTextFuzz implements FuzzTarget {

  @Override
  public String name() {
    return "peer-id-text";
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, () -> check(new String(input, StandardCharsets.UTF_8)));
  }

  private static void check(String text) throws MalformedException {
    PeerId peer;
    try {
      peer = PeerId.parse(text);
    } catch (MalformedException e) {
      return;
    }
    Claims.equal(peer, PeerId.parse(peer.toString()), "peer id by base58");
    Claims.equal(peer, PeerId.parse(PeerIdText.printCid(peer.toMultihash())), "peer id by CID");
    Claims.equal(peer, PeerId.decode(peer.toBytes()), "peer id by bytes");
    Claims.that(peer.toShortString().length() <= 6, "short text is not short");
    if (text.startsWith("b")) {
      Claims.equal(text, PeerIdText.printCid(peer.toMultihash()), "the only CID in base32");
    }
    if (text.startsWith("1") || text.startsWith("Qm")) {
      Claims.equal(text, peer.toString(), "the only base58 text");
    }
  }
}
