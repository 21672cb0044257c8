package io.grapevine.libp2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class GossipConfigTest {

  private final GossipConfig config = GossipConfig.defaults();

  @Test
  void hasTheDefaultsOfTheSpecification() {
    assertThat(config.mesh()).isEqualTo(new MeshSizes(6, 5, 12, 4, 2));
    assertThat(config.times())
        .isEqualTo(
            new GossipTimes(
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofMinutes(2),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofSeconds(10),
                Duration.ofHours(1),
                Duration.ofSeconds(10),
                Duration.ofSeconds(3),
                Duration.ofSeconds(1)));
    assertThat(config.rpc()).isEqualTo(new RpcLimits(1 << 20, 4096, 1024, 1024, 5120, 256, 128));
    assertThat(config.limits())
        .isEqualTo(
            new GossipLimits(
                6, 0.25, 5, 3, 32L << 20, 131_072, 10, 5000, 3, 4L << 20, 8192, 4096, 512, 3, 60,
                100, 16_384, 1024, 16L << 20, 16_384, 10));
    assertThat(config.queues())
        .isEqualTo(
            new QueueLimits(
                1024,
                16 << 20,
                256,
                4 << 20,
                256,
                8,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofMillis(100),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ZERO));
    assertThat(config.score().thresholds()).isEqualTo(new ScoreThresholds(-10, -20, -40, 1));
    assertThat(config.floodPublish()).isTrue();
    assertThat(config.topicFilter().test("/any")).isTrue();
  }

  @Test
  void punishesOnlyWhatHonestPeersDoNotRunInto() {
    ScoreConfig score = config.score();
    TopicScoreConfig topic = score.topic("/any");

    assertThat(topic.invalidWeight()).isNegative();
    assertThat(score.behaviourWeight()).isNegative();
    assertThat(score.colocationWeight()).isZero();
    assertThat(topic.meshTimeWeight()).isZero();
    assertThat(topic.firstDeliveriesWeight()).isPositive();
    assertThat(topic.meshDeliveriesWeight()).isZero();
    assertThat(topic.meshFailureWeight()).isZero();
  }

  @Test
  void refusesMeshSizesThatContradictEachOther() {
    assertThat(new MeshSizes(6, 6, 6, 6, 3).meshSize()).isEqualTo(6);
    refuses("meshSizeMin must not be above meshSize", () -> new MeshSizes(6, 7, 12, 4, 2));
    refuses("meshSize must not be above meshSizeMax", () -> new MeshSizes(6, 5, 5, 4, 2));
    refuses("scoreRetained", () -> new MeshSizes(6, 5, 12, 7, 2));
    refuses("meshOutboundMin", () -> new MeshSizes(6, 5, 12, 4, 4));
    refuses("meshOutboundMin", () -> new MeshSizes(12, 2, 12, 4, 2));
    refuses("meshSizeMin must be positive", () -> new MeshSizes(6, 0, 12, 4, 0));
  }

  @Test
  void refusesThresholdsInTheWrongOrder() {
    refuses("publish threshold", () -> new ScoreThresholds(-10, -9, -40, 0));
    refuses("graylist threshold", () -> new ScoreThresholds(-10, -20, -19, 0));
    refuses("gossip threshold", () -> new ScoreThresholds(1, -20, -40, 0));
    refuses("opportunisticGraft", () -> new ScoreThresholds(-10, -20, -40, -1));
  }

  @Test
  void refusesAHistoryThatOutlivesTheSeenCache() {
    GossipTimes times = config.times();
    GossipTimes forgetful =
        new GossipTimes(
            times.heartbeat(),
            times.heartbeatFirst(),
            Duration.ofSeconds(5),
            times.fanoutFor(),
            times.pruneBackoff(),
            times.unsubscribeBackoff(),
            times.backoffMax(),
            times.graftFloodWindow(),
            times.promiseFor(),
            times.ownReplay());

    refuses("seenFor must outlast", () -> config.withTimes(forgetful));
  }

  @Test
  void refusesQueuesThatCannotHoldTheLargestRpc() {
    RpcLimits large = new RpcLimits(5 << 20, 10, 10, 10, 10, 256, 128);

    refuses("every queue", () -> config.withRpc(large));
    refuses("no room", () -> new RpcLimits(100, 10, 10, 10, 10, 256, 128));
  }

  private static void refuses(String rule, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(rule);
  }
}
