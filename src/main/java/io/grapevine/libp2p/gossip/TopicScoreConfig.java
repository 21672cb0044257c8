package io.grapevine.libp2p.gossip;

import java.time.Duration;

/**
 * Weights of one topic in the peer score (specification 1.1, "Topic Parameter Calculation"):
 *
 * <pre>
 * topic score = weight * (w1 P1 + w2 P2 + w3 P3 + w3b P3b + w4 P4)
 * </pre>
 *
 * @param weight of the topic
 * @param meshTimeWeight w1
 * @param meshTimeQuantum P1 is the time in the mesh in this unit
 * @param meshTimeCap upper bound of P1
 * @param firstDeliveriesWeight w2
 * @param firstDeliveriesDecay factor per interval
 * @param firstDeliveriesCap upper bound of P2
 * @param meshDeliveriesWeight w3, not positive. Sparse topics punish honest peers, so it is off
 * @param meshDeliveriesDecay factor per interval
 * @param meshDeliveriesCap upper bound of the deliveries counted
 * @param meshDeliveriesThreshold deliveries expected; the deficit is squared
 * @param meshDeliveriesWindow a copy counts if it comes so soon after the first
 * @param meshDeliveriesActivation time in the mesh before a deficit counts
 * @param meshFailureWeight w3b, not positive
 * @param meshFailureDecay factor per interval
 * @param invalidWeight w4, not positive; the count is squared
 * @param invalidDecay factor per interval
 */
public record TopicScoreConfig(
    double weight,
    double meshTimeWeight,
    Duration meshTimeQuantum,
    double meshTimeCap,
    double firstDeliveriesWeight,
    double firstDeliveriesDecay,
    double firstDeliveriesCap,
    double meshDeliveriesWeight,
    double meshDeliveriesDecay,
    double meshDeliveriesCap,
    double meshDeliveriesThreshold,
    Duration meshDeliveriesWindow,
    Duration meshDeliveriesActivation,
    double meshFailureWeight,
    double meshFailureDecay,
    double invalidWeight,
    double invalidDecay) {

  public TopicScoreConfig {
    Require.notNegative("weight", weight);
    Require.notNegative("meshTimeWeight", meshTimeWeight);
    Require.positive("meshTimeQuantum", meshTimeQuantum);
    Require.notNegative("meshTimeCap", meshTimeCap);
    Require.notNegative("firstDeliveriesWeight", firstDeliveriesWeight);
    Require.fraction("firstDeliveriesDecay", firstDeliveriesDecay);
    Require.notNegative("firstDeliveriesCap", firstDeliveriesCap);
    Require.notPositive("meshDeliveriesWeight", meshDeliveriesWeight);
    Require.fraction("meshDeliveriesDecay", meshDeliveriesDecay);
    Require.notNegative("meshDeliveriesThreshold", meshDeliveriesThreshold);
    Require.that(
        meshDeliveriesCap >= meshDeliveriesThreshold,
        "meshDeliveriesCap must not be below meshDeliveriesThreshold");
    Require.that(!meshDeliveriesWindow.isNegative(), "meshDeliveriesWindow must not be negative");
    Require.positive("meshDeliveriesActivation", meshDeliveriesActivation);
    Require.notPositive("meshFailureWeight", meshFailureWeight);
    Require.fraction("meshFailureDecay", meshFailureDecay);
    Require.notPositive("invalidWeight", invalidWeight);
    Require.fraction("invalidDecay", invalidDecay);
  }

  /**
   * First deliveries are worth up to 3, half of which is gone after 35 intervals, so that a mesh
   * prefers members that deliver to those that are only there; two invalid messages outweigh it. Of
   * invalid ones half are forgotten after 23 intervals.
   */
  public static TopicScoreConfig defaults() {
    return new TopicScoreConfig(
        1,
        0,
        Duration.ofSeconds(1),
        3600,
        0.5,
        0.98,
        6,
        0,
        0.9,
        100,
        10,
        Duration.ofMillis(10),
        Duration.ofSeconds(5),
        0,
        0.9,
        -1,
        0.97);
  }
}
