package io.grapevine.libp2p.gossip.simulation;

import io.grapevine.libp2p.gossip.GossipConfig;
import io.grapevine.libp2p.gossip.GossipLimits;
import io.grapevine.libp2p.gossip.MeshSizes;
import io.grapevine.libp2p.gossip.ScoreConfig;
import io.grapevine.libp2p.gossip.ScoreThresholds;
import io.grapevine.libp2p.gossip.TopicScoreConfig;
import java.time.Duration;
import java.util.Map;

/** The settings that routers run with. */
enum Profile {
  /** What Grapevine runs with. */
  GRAPEVINE,
  /** The same without the credit for first deliveries, so that nothing tells members apart. */
  WITHOUT_CREDIT,
  /**
   * What the published evaluation ran with (libp2p/gossipsub-hardening,
   * scripts/configs/1k-attack-cold-boot-oppgraft.json): larger meshes, P1 to P4 on, thresholds out
   * of reach for all but invalid messages, no P7, opportunistic grafts every 10 heartbeats.
   */
  PUBLISHED;

  GossipConfig config() {
    return switch (this) {
      case GRAPEVINE -> GossipConfig.defaults();
      case WITHOUT_CREDIT -> withoutCredit();
      case PUBLISHED -> published();
    };
  }

  private static GossipConfig withoutCredit() {
    GossipConfig defaults = GossipConfig.defaults();
    TopicScoreConfig topic = TopicScoreConfig.defaults();
    ScoreConfig score = defaults.score();
    return defaults.withScore(
        new ScoreConfig(
            Map.of(),
            new TopicScoreConfig(
                topic.weight(),
                topic.meshTimeWeight(),
                topic.meshTimeQuantum(),
                topic.meshTimeCap(),
                0,
                topic.firstDeliveriesDecay(),
                topic.firstDeliveriesCap(),
                topic.meshDeliveriesWeight(),
                topic.meshDeliveriesDecay(),
                topic.meshDeliveriesCap(),
                topic.meshDeliveriesThreshold(),
                topic.meshDeliveriesWindow(),
                topic.meshDeliveriesActivation(),
                topic.meshFailureWeight(),
                topic.meshFailureDecay(),
                topic.invalidWeight(),
                topic.invalidDecay()),
            score.topicScoreCap(),
            score.applicationWeight(),
            score.application(),
            score.colocationWeight(),
            score.colocationThreshold(),
            score.behaviourWeight(),
            score.behaviourThreshold(),
            score.behaviourDecay(),
            score.decayInterval(),
            score.decayToZero(),
            score.retainFor(),
            score.retainMax(),
            score.thresholds()));
  }

  private static GossipConfig published() {
    GossipConfig defaults = GossipConfig.defaults();
    return defaults
        .withMesh(new MeshSizes(8, 6, 12, 6, 2))
        .withLimits(withLazy(defaults.limits()))
        .withScore(score());
  }

  private static GossipLimits withLazy(GossipLimits limits) {
    return new GossipLimits(
        12,
        limits.gossipFactor(),
        limits.historyWindows(),
        limits.historyAdvertised(),
        limits.historyBytesMax(),
        limits.seenMax(),
        limits.ihaveMessagesMax(),
        limits.ihaveIdsMax(),
        limits.iwantServedMax(),
        limits.iwantBytesMax(),
        limits.promisesMax(),
        limits.idontwantBytesMin(),
        limits.idontwantIdsMax(),
        limits.idontwantBeats(),
        10,
        limits.topicsPerPeerMax(),
        limits.backoffsMax(),
        limits.validationsMax(),
        limits.validationBytesMax(),
        limits.authorsMax(),
        limits.slowBeatsMax());
  }

  private static ScoreConfig score() {
    TopicScoreConfig topic =
        new TopicScoreConfig(
            0.25,
            0.0027,
            Duration.ofSeconds(1),
            3_600,
            0.664,
            0.9916,
            1_500,
            -0.25,
            0.997,
            400,
            10,
            Duration.ofMillis(5),
            Duration.ofMinutes(1),
            -0.25,
            0.997,
            -99,
            0.9994);
    return new ScoreConfig(
        Map.of(SimulatedPeer.TOPIC, topic),
        TopicScoreConfig.defaults(),
        0,
        1,
        peer -> 0,
        0,
        1,
        0,
        6,
        0.9,
        Duration.ofSeconds(1),
        0.01,
        Duration.ofSeconds(30),
        1_024,
        new ScoreThresholds(-4_000, -5_000, -10_000, 1));
  }
}
