package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Weights of the peer score (specification 1.1, "Peer Scoring"):
 *
 * <pre>
 * score = min(topicScoreCap, sum over topics of topic score) + w5 P5 + w6 P6 + w7 P7
 * </pre>
 *
 * <p>The defaults switch on what only a misbehaving peer runs into, P4 (invalid messages) and P7
 * (GRAFT inside back-off, broken promises), with graylisting; and P2 (first deliveries), a small
 * credit by which a mesh tells members that forward from those that only take a place. P3 is off
 * because sparse topics punish honest peers, P6 because peers of one subnet or host are normal
 * here.
 *
 * @param topics what differs by topic
 * @param otherTopics weights of every other topic
 * @param topicScoreCap upper bound of the topics' sum; 0 means none
 * @param applicationWeight w5
 * @param application P5, asked on the router's thread: must be quick and pure
 * @param colocationWeight w6, not positive
 * @param colocationThreshold peers of one address that cost nothing
 * @param behaviourWeight w7, not positive
 * @param behaviourThreshold misbehaviours that cost nothing
 * @param behaviourDecay factor per interval
 * @param decayInterval how often counters decay; a multiple of the heartbeat in effect
 * @param decayToZero a counter below it becomes 0
 * @param retainFor how long a bad score outlives the connection
 * @param retainMax scores kept of peers that are gone; the oldest go first
 * @param thresholds what a score leads to
 */
public record ScoreConfig(
    Map<String, TopicScoreConfig> topics,
    TopicScoreConfig otherTopics,
    double topicScoreCap,
    double applicationWeight,
    ToDoubleFunction<PeerId> application,
    double colocationWeight,
    int colocationThreshold,
    double behaviourWeight,
    double behaviourThreshold,
    double behaviourDecay,
    Duration decayInterval,
    double decayToZero,
    Duration retainFor,
    int retainMax,
    ScoreThresholds thresholds) {

  public ScoreConfig {
    topics = Map.copyOf(topics);
    Require.notNegative("topicScoreCap", topicScoreCap);
    Require.notNegative("applicationWeight", applicationWeight);
    Require.notPositive("colocationWeight", colocationWeight);
    Require.positive("colocationThreshold", colocationThreshold);
    Require.notPositive("behaviourWeight", behaviourWeight);
    Require.notNegative("behaviourThreshold", behaviourThreshold);
    Require.fraction("behaviourDecay", behaviourDecay);
    Require.positive("decayInterval", decayInterval);
    Require.fraction("decayToZero", decayToZero);
    Require.positive("retainFor", retainFor);
    Require.positive("retainMax", retainMax);
  }

  /** P2, P4, P7 and graylisting on; all else neutral. */
  public static ScoreConfig defaults() {
    return new ScoreConfig(
        Map.of(),
        TopicScoreConfig.defaults(),
        5,
        1,
        peer -> 0,
        0,
        10,
        -1,
        6,
        0.97,
        Duration.ofSeconds(1),
        0.01,
        Duration.ofMinutes(10),
        1024,
        ScoreThresholds.defaults());
  }

  /** The weights of one topic. */
  TopicScoreConfig topic(String topic) {
    return topics.getOrDefault(topic, otherTopics);
  }
}
