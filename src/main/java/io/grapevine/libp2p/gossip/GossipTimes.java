package io.grapevine.libp2p.gossip;

import java.time.Duration;

/**
 * How long things take and last.
 *
 * @param heartbeat between two heartbeats
 * @param heartbeatFirst from the start to the first one
 * @param seenFor how long an id is remembered so that a copy is not taken for new
 * @param fanoutFor how long the fan-out of a topic outlives the last publication
 * @param pruneBackoff no GRAFT of a peer for so long after a PRUNE
 * @param unsubscribeBackoff the same after leaving a topic
 * @param backoffMax longest back-off that a peer may announce; a longer one is shortened to this
 * @param graftFloodWindow a GRAFT so soon after the PRUNE counts twice as misbehaviour
 * @param promiseFor an IWANT that is not answered in this time is a broken promise
 * @param ownReplay own messages not older than this are sent to a peer whose subscription arrives;
 *     zero switches it off. Covers the moment between connecting and knowing each other's topics
 */
public record GossipTimes(
    Duration heartbeat,
    Duration heartbeatFirst,
    Duration seenFor,
    Duration fanoutFor,
    Duration pruneBackoff,
    Duration unsubscribeBackoff,
    Duration backoffMax,
    Duration graftFloodWindow,
    Duration promiseFor,
    Duration ownReplay) {

  private static final GossipTimes DEFAULTS =
      new GossipTimes(
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          Duration.ofSeconds(120),
          Duration.ofSeconds(60),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofHours(1),
          Duration.ofSeconds(10),
          Duration.ofSeconds(3),
          Duration.ofSeconds(1));

  public GossipTimes {
    Require.positive("heartbeat", heartbeat);
    Require.positive("heartbeatFirst", heartbeatFirst);
    Require.positive("seenFor", seenFor);
    Require.positive("fanoutFor", fanoutFor);
    Require.positive("pruneBackoff", pruneBackoff);
    Require.positive("unsubscribeBackoff", unsubscribeBackoff);
    Require.positive("promiseFor", promiseFor);
    Require.that(!graftFloodWindow.isNegative(), "graftFloodWindow must not be negative");
    Require.that(!ownReplay.isNegative(), "ownReplay must not be negative");
    Require.that(
        backoffMax.compareTo(pruneBackoff) >= 0 && backoffMax.compareTo(unsubscribeBackoff) >= 0,
        "backoffMax must not be below our own back-offs");
    Require.that(
        graftFloodWindow.compareTo(pruneBackoff) <= 0,
        "graftFloodWindow must not be above pruneBackoff");
  }

  /** The specification's values. */
  public static GossipTimes defaults() {
    return DEFAULTS;
  }
}
