package io.grapevine.config;

import io.grapevine.libp2p.resources.ResourceLimits;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What others can make this peer hold; what is beyond is refused and counted.
 *
 * @param connectionsPerPeer most connections with one peer; both may dial at once, so at least 2
 * @param connectionsPerAddress most inbound connections from one IPv4 address or one /64 network of
 *     IPv6; 0 means half of connections-max
 * @param handshakes inbound connections whose handshake is under way
 * @param handshakesPerAddress of these from one IPv4 address or one /64 network of IPv6, and never
 *     more than are still free
 * @param dials dials under way at once; some more wait, the rest fail
 * @param streamsInbound streams that others may have open over all connections
 * @param streamsOutbound streams that this peer may have open over all connections
 * @param streamsPerPeer streams of each direction with one peer
 * @param buffersSizeMax received bytes not yet read and written bytes not yet sent, over all
 *     connections; 0 means an eighth of the largest heap, between 16 MB and 1 GB
 * @param buffersSizePerPeerMax of these for one peer, and never more than is still free
 * @param gossipQueueSizeMax gossip that waits to be sent, counted for every receiver; 0 means a
 *     sixteenth of the largest heap, between 8 MB and 512 MB
 */
@ConfigurationProperties("grapevine.network.limits")
public record NetworkLimitProperties(
    @DefaultValue("8") int connectionsPerPeer,
    @DefaultValue("0") int connectionsPerAddress,
    @DefaultValue("256") int handshakes,
    @DefaultValue("64") int handshakesPerAddress,
    @DefaultValue("64") int dials,
    @DefaultValue("16384") int streamsInbound,
    @DefaultValue("16384") int streamsOutbound,
    @DefaultValue("1024") int streamsPerPeer,
    @DefaultValue("0B") DataSize buffersSizeMax,
    @DefaultValue("32MB") DataSize buffersSizePerPeerMax,
    @DefaultValue("0B") DataSize gossipQueueSizeMax) {
  private static final String PREFIX = "grapevine.network.limits.";
  private static final long SMALLEST_BYTES = 1 << 20;

  /** Checks the bounds. */
  public NetworkLimitProperties {
    Checks.atLeast(PREFIX + "connections-per-peer", connectionsPerPeer, 2);
    Checks.atLeast(PREFIX + "connections-per-address", connectionsPerAddress, 0);
    Checks.atLeast(PREFIX + "handshakes", handshakes, 1);
    Checks.atLeast(PREFIX + "handshakes-per-address", handshakesPerAddress, 1);
    Checks.atLeast(PREFIX + "dials", dials, 1);
    Checks.atLeast(PREFIX + "streams-inbound", streamsInbound, 1);
    Checks.atLeast(PREFIX + "streams-outbound", streamsOutbound, 1);
    Checks.atLeast(PREFIX + "streams-per-peer", streamsPerPeer, 1);
    shareOrBytes("buffers-size-max", buffersSizeMax);
    Checks.atLeast(
        PREFIX + "buffers-size-per-peer-max", buffersSizePerPeerMax.toBytes(), SMALLEST_BYTES);
    shareOrBytes("gossip-queue-size-max", gossipQueueSizeMax);
  }

  private static void shareOrBytes(String name, DataSize size) {
    if (size.toBytes() != 0) {
      Checks.atLeast(PREFIX + name, size.toBytes(), SMALLEST_BYTES);
    }
  }

  /**
   * The limits of a host.
   *
   * @param connectionsMax most connections at once
   * @param heapBytes the largest heap
   */
  ResourceLimits toLimits(int connectionsMax, long heapBytes) {
    ResourceLimits.Connections usual = ResourceLimits.Connections.of(connectionsMax);
    ResourceLimits.Memory shares = ResourceLimits.Memory.ofHeap(heapBytes);
    return new ResourceLimits(
        new ResourceLimits.Connections(
            connectionsMax,
            usual.inbound(),
            connectionsMax,
            connectionsPerPeer,
            connectionsPerAddress == 0 ? usual.perSource() : connectionsPerAddress,
            handshakes,
            handshakesPerAddress,
            dials,
            usual.waitingDials()),
        new ResourceLimits.Streams(
            streamsInbound,
            streamsOutbound,
            streamsPerPeer,
            streamsPerPeer,
            Math.max(1, streamsInbound / 2)),
        new ResourceLimits.Memory(
            buffersSizeMax.toBytes() == 0 ? shares.buffered() : buffersSizeMax.toBytes(),
            buffersSizePerPeerMax.toBytes(),
            gossipQueueSizeMax.toBytes() == 0 ? shares.gossip() : gossipQueueSizeMax.toBytes()));
  }
}
