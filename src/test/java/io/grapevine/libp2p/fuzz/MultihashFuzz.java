package io.grapevine.libp2p.fuzz;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multihash;
import io.grapevine.libp2p.multiformats.PeerIdText;
import io.grapevine.libp2p.peer.PeerId;

/** Multihashes and binary peer ids: there is one encoding, and every text form leads back. */
final class MultihashFuzz implements FuzzTarget {

  @Override
  public String name() {
    return "multihash";
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(input.length, () -> check(input));
  }

  private static void check(byte[] input) throws MalformedException {
    try {
      Multihash hash = Multihash.decode(input);
      Claims.same(input, hash.encode(), "encoding");
    } catch (MalformedException e) {
      return;
    }
    PeerId peer;
    try {
      peer = PeerId.decode(input);
    } catch (MalformedException e) {
      return;
    }
    Claims.same(input, peer.toBytes(), "bytes of the peer id");
    Claims.equal(peer, PeerId.parse(peer.toString()), "peer id by base58");
    Claims.equal(peer, PeerId.parse(PeerIdText.printCid(peer.toMultihash())), "peer id by CID");
  }
}
