package io.grapevine.libp2p.gossip;

/**
 * Bounds of lazy gossip and of what the router remembers.
 *
 * @param gossipPeersMin D_lazy, peers outside the mesh that hear IHAVE in each heartbeat
 * @param gossipFactor share of the peers outside the mesh that hear IHAVE, if that is more
 * @param historyWindows heartbeats for which a message can be asked for
 * @param historyAdvertised heartbeats for which it is advertised
 * @param historyBytesMax bytes of messages kept for that; the oldest go first
 * @param seenMax message ids remembered; the oldest go first
 * @param ihaveMessagesMax IHAVE entries taken from a peer in one heartbeat
 * @param ihaveIdsMax ids asked of a peer in one heartbeat, and ids put into one IHAVE
 * @param iwantServedMax times that one message is sent to one peer on request
 * @param iwantBytesMax bytes sent to one peer on request in one heartbeat
 * @param promisesMax unanswered IWANTs that are watched
 * @param idontwantBytesMin encoded size from which on a message is announced by IDONTWANT
 * @param idontwantIdsMax ids taken from a peer's IDONTWANT in one heartbeat
 * @param idontwantBeats heartbeats for which they are remembered
 * @param opportunisticGraftBeats heartbeats between two looks for better mesh members
 * @param topicsPerPeerMax subscriptions remembered per peer
 * @param backoffsMax back-offs remembered; the oldest go first
 * @param validationsMax messages whose validation is under way; more are dropped and not marked
 *     seen
 * @param validationBytesMax bytes of these messages
 * @param authorsMax authors whose sequence numbers are remembered
 * @param slowBeatsMax heartbeats, in a row or nearly, in which messages for a peer had to be
 *     dropped before it is disconnected
 */
public record GossipLimits(
    int gossipPeersMin,
    double gossipFactor,
    int historyWindows,
    int historyAdvertised,
    long historyBytesMax,
    int seenMax,
    int ihaveMessagesMax,
    int ihaveIdsMax,
    int iwantServedMax,
    long iwantBytesMax,
    int promisesMax,
    int idontwantBytesMin,
    int idontwantIdsMax,
    int idontwantBeats,
    int opportunisticGraftBeats,
    int topicsPerPeerMax,
    int backoffsMax,
    int validationsMax,
    long validationBytesMax,
    int authorsMax,
    int slowBeatsMax) {

  private static final long MIB = 1024 * 1024;

  private static final GossipLimits DEFAULTS =
      new GossipLimits(
          6, 0.25, 5, 3, 32 * MIB, 131_072, 10, 5000, 3, 4 * MIB, 8192, 4096, 512, 3, 60, 100,
          16_384, 1024, 16 * MIB, 16_384, 10);

  public GossipLimits {
    Require.that(gossipPeersMin >= 0, "gossipPeersMin must not be negative");
    Require.that(gossipFactor >= 0 && gossipFactor <= 1, "gossipFactor must lie between 0 and 1");
    Require.positive("historyAdvertised", historyAdvertised);
    // A message must still be there when the last advertisement is answered.
    Require.that(
        historyAdvertised <= historyWindows, "historyAdvertised must not be above historyWindows");
    Require.positive("historyBytesMax", historyBytesMax);
    Require.positive("seenMax", seenMax);
    Require.positive("ihaveMessagesMax", ihaveMessagesMax);
    Require.positive("ihaveIdsMax", ihaveIdsMax);
    Require.positive("iwantServedMax", iwantServedMax);
    Require.positive("iwantBytesMax", iwantBytesMax);
    Require.positive("promisesMax", promisesMax);
    Require.positive("idontwantBytesMin", idontwantBytesMin);
    Require.positive("idontwantIdsMax", idontwantIdsMax);
    Require.positive("idontwantBeats", idontwantBeats);
    Require.positive("opportunisticGraftBeats", opportunisticGraftBeats);
    Require.positive("topicsPerPeerMax", topicsPerPeerMax);
    Require.positive("backoffsMax", backoffsMax);
    Require.positive("validationsMax", validationsMax);
    Require.positive("validationBytesMax", validationBytesMax);
    Require.positive("authorsMax", authorsMax);
    Require.positive("slowBeatsMax", slowBeatsMax);
  }

  /** The specification's values; bytes and sizes that it leaves open are ours. */
  public static GossipLimits defaults() {
    return DEFAULTS;
  }
}
