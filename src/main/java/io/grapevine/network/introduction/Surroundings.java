package io.grapevine.network.introduction;

import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * How this peer is connected at one moment.
 *
 * @param outbound the connected peers; true for those with a connection that this peer dialled
 * @param subscribers for each wanted type, the connected peers that listen for offers of it
 */
public record Surroundings(
    Map<PeerId, Boolean> outbound, SortedMap<WorkType, Set<PeerId>> subscribers) {
  boolean isConnected(PeerId peer) {
    return outbound.containsKey(peer);
  }

  boolean dialled(PeerId peer) {
    return outbound.getOrDefault(peer, false);
  }
}
