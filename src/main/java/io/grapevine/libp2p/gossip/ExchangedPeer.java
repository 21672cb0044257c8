package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Arrays;

/**
 * A peer that a PRUNE names, for whoever was put out to find another one.
 *
 * @param signedRecord its peer record in an envelope, not checked, not to be modified; empty when
 *     none came with it
 */
// By contract nobody modifies the array; wrapping it would copy every record.
@SuppressWarnings("ArrayRecordComponent")
public record ExchangedPeer(PeerId peer, byte[] signedRecord) {

  @Override
  public boolean equals(Object other) {
    return other instanceof ExchangedPeer that
        && peer.equals(that.peer)
        && Arrays.equals(signedRecord, that.signedRecord);
  }

  @Override
  public int hashCode() {
    return 31 * peer.hashCode() + Arrays.hashCode(signedRecord);
  }
}
