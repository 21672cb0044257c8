package io.grapevine.libp2p.gossip;

/**
 * What a peer with a low score no longer gets.
 *
 * @param gossip below it no IHAVE or IWANT is exchanged; not positive
 * @param publish below it own messages are not flooded to the peer; not above {@code gossip}
 * @param graylist below it everything but subscriptions is ignored; not above {@code publish}
 * @param opportunisticGraft when the median of a mesh is below it, better peers are grafted; not
 *     negative
 */
public record ScoreThresholds(
    double gossip, double publish, double graylist, double opportunisticGraft) {

  private static final ScoreThresholds DEFAULTS = new ScoreThresholds(-10, -20, -40, 1);

  public ScoreThresholds {
    Require.notPositive("gossip threshold", gossip);
    Require.notPositive("publish threshold", publish);
    Require.notPositive("graylist threshold", graylist);
    Require.notNegative("opportunisticGraft threshold", opportunisticGraft);
    Require.that(publish <= gossip, "publish threshold must not be above the gossip threshold");
    Require.that(graylist <= publish, "graylist threshold must not be above the publish threshold");
  }

  /**
   * With the default weights: 4, 5 and 7 invalid messages in a short time, by a peer that has
   * delivered nothing; and fewer than two or three first deliveries within a minute.
   */
  public static ScoreThresholds defaults() {
    return DEFAULTS;
  }
}
