package io.grapevine.libp2p.gossip;

import static io.grapevine.libp2p.gossip.GossipFixtures.START;
import static io.grapevine.libp2p.gossip.GossipFixtures.TOPIC;
import static io.grapevine.libp2p.gossip.GossipFixtures.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class PeerScoresTest {

  private static final Offset<Double> EXACT = within(1e-9);

  /** Everything on, with weights that can be told apart in a sum. */
  private static final TopicScoreConfig ALL =
      new TopicScoreConfig(
          0.5,
          1,
          Duration.ofSeconds(1),
          100,
          2,
          0.5,
          10,
          -1,
          0.5,
          20,
          4,
          Duration.ofMillis(10),
          Duration.ofSeconds(5),
          -3,
          0.5,
          -7,
          0.5);

  private static final ScoreConfig CONFIG =
      new ScoreConfig(
          Map.of(TOPIC, ALL),
          TopicScoreConfig.defaults(),
          40,
          1,
          peer -> peer.equals(peer(7)) ? 5 : 0,
          -11,
          1,
          -13,
          2,
          0.5,
          Duration.ofSeconds(1),
          0.1,
          Duration.ofMinutes(1),
          2,
          ScoreThresholds.defaults());

  private final PeerScores scores = new PeerScores(CONFIG);

  @Test
  void isZeroForStrangersAndNewcomers() {
    assertThat(scores.score(peer(1), START)).isZero();
    scores.connected(peer(1), "10.0.0.1");
    assertThat(scores.score(peer(1), START)).isZero();
  }

  @Test
  void growsWithTimeInTheMeshUpToTheCap() {
    graft(peer(1));
    deliver(peer(1), 4);

    // Four first deliveries keep P3 away and count 2 each: (4 * 2 + seconds) / 2.
    assertThat(score(6)).isEqualTo((8 + 6) / 2.0, EXACT);
    // P1 is capped at 100 and the topics together at 40.
    assertThat(score(72)).isEqualTo(40, EXACT);
    scores.pruned(peer(1), TOPIC, START.plusSeconds(72));
    assertThat(score(72)).isEqualTo(4, EXACT);
  }

  @Test
  void capsFirstDeliveries() {
    scores.connected(peer(1), "");
    deliver(peer(1), 50);

    assertThat(score(0)).isEqualTo(0.5 * 2 * 10, EXACT);
  }

  @Test
  void squaresTheDeficitOnceTheMemberIsActive() {
    graft(peer(1));
    scores.copyDelivery(peer(1), TOPIC, Duration.ofMillis(10));
    scores.copyDelivery(peer(1), TOPIC, Duration.ofMillis(11));

    assertThat(score(5)).isEqualTo(0.5 * 5, EXACT);
    // One of four expected copies came inside the window.
    assertThat(score(6)).isEqualTo(0.5 * (6 - 9), EXACT);
  }

  @Test
  void remembersADeficitBehindThePrune() {
    graft(peer(1));
    scores.pruned(peer(1), TOPIC, START.plusSeconds(6));

    assertThat(score(6)).isEqualTo(0.5 * -3 * 16, EXACT);
    graft(peer(1));
    assertThat(score(0)).isEqualTo(0.5 * -3 * 16, EXACT);
  }

  @Test
  void leavesNoMarkOnAMemberThatWasNotYetActive() {
    graft(peer(1));
    scores.pruned(peer(1), TOPIC, START.plusSeconds(5));

    assertThat(score(5)).isZero();
  }

  @Test
  void squaresInvalidMessages() {
    scores.connected(peer(1), "");
    for (int i = 0; i < 3; i++) {
      scores.invalidMessage(peer(1), TOPIC);
    }

    assertThat(score(0)).isEqualTo(0.5 * -7 * 9, EXACT);
  }

  @Test
  void squaresMisbehaviourAboveTheThreshold() {
    scores.connected(peer(1), "");
    scores.misbehaved(peer(1), 2);
    assertThat(score(0)).isZero();
    scores.misbehaved(peer(1), 3);
    assertThat(score(0)).isEqualTo(-13 * 9, EXACT);
  }

  @Test
  void asksTheApplication() {
    scores.connected(peer(7), "");

    assertThat(scores.score(peer(7), START)).isEqualTo(5, EXACT);
  }

  @Test
  void squaresTheSurplusOfPeersWithOneAddress() {
    for (int i = 1; i <= 3; i++) {
      scores.connected(peer(i), "10.0.0.1");
    }
    scores.connected(peer(4), "10.0.0.2");
    scores.connected(peer(5), "");
    scores.connected(peer(6), "");

    assertThat(score(0)).isEqualTo(-11 * 4, EXACT);
    assertThat(scores.score(peer(4), START)).isZero();
    assertThat(scores.score(peer(5), START)).isZero();
    scores.disconnected(peer(2), START);
    scores.disconnected(peer(3), START);
    assertThat(score(0)).isZero();
  }

  @Test
  void decaysToZeroOncePerInterval() {
    scores.connected(peer(1), "");
    scores.invalidMessage(peer(1), TOPIC);
    scores.decay(START);
    assertThat(score(0)).isEqualTo(-3.5, EXACT);
    scores.decay(START.plusMillis(999));
    assertThat(score(0)).isEqualTo(-3.5, EXACT);
    scores.decay(START.plusSeconds(1));
    assertThat(score(0)).isEqualTo(-3.5 / 4, EXACT);
    for (int i = 2; i < 6; i++) {
      scores.decay(START.plusSeconds(i));
    }
    assertThat(score(0)).isZero();
  }

  @Test
  void keepsABadScoreAcrossAReconnectAndForgetsItLater() {
    scores.connected(peer(1), "");
    scores.misbehaved(peer(1), 5);
    scores.disconnected(peer(1), START);
    scores.connected(peer(1), "");
    assertThat(score(0)).isNegative();

    scores.disconnected(peer(1), START);
    scores.decay(START.plusSeconds(60));
    assertThat(scores.size()).isZero();
  }

  @Test
  void forgetsMeritsButNotSinsAcrossAReconnect() {
    scores.connected(peer(1), "");
    deliver(peer(1), 3);
    scores.misbehaved(peer(1), 5);
    scores.disconnected(peer(1), START);
    scores.connected(peer(1), "");

    assertThat(score(0)).isEqualTo(-13 * 9, EXACT);
  }

  @Test
  void countsDeliveriesAnewForANewMember() {
    graft(peer(1));
    for (int i = 0; i < 4; i++) {
      scores.copyDelivery(peer(1), TOPIC, Duration.ZERO);
    }
    scores.pruned(peer(1), TOPIC, START);
    graft(peer(1));

    assertThat(score(6)).isEqualTo(0.5 * (6 - 16), EXACT);
  }

  @Test
  void forgetsAGoodScoreAtOnce() {
    scores.connected(peer(1), "");
    deliver(peer(1), 3);
    scores.disconnected(peer(1), START);

    assertThat(scores.size()).isZero();
  }

  @Test
  void keepsNotMoreBadScoresOfTheDepartedThanItsLimit() {
    for (int i = 1; i <= 4; i++) {
      scores.connected(peer(i), "");
      scores.misbehaved(peer(i), 9);
      scores.disconnected(peer(i), START.plusSeconds(i));
    }

    assertThat(scores.size()).isEqualTo(2);
    assertThat(scores.score(peer(1), START)).isZero();
    assertThat(scores.score(peer(4), START)).isNegative();
  }

  @Test
  void isNeutralByDefaultForAnHonestButSilentMember() {
    PeerScores defaults = new PeerScores(ScoreConfig.defaults());
    for (int i = 0; i < 50; i++) {
      defaults.connected(peer(i), "127.0.0.1");
      defaults.grafted(peer(i), TOPIC, START);
    }

    assertThat(defaults.score(peer(1), START.plusSeconds(3600))).isZero();
  }

  @Test
  void graylistsByDefaultAfterSevenInvalidMessages() {
    PeerScores defaults = new PeerScores(ScoreConfig.defaults());
    defaults.connected(peer(1), "");
    for (int i = 0; i < 6; i++) {
      defaults.invalidMessage(peer(1), TOPIC);
    }
    double graylist = ScoreThresholds.defaults().graylist();
    assertThat(defaults.score(peer(1), START)).isGreaterThan(graylist);
    defaults.invalidMessage(peer(1), TOPIC);
    assertThat(defaults.score(peer(1), START)).isLessThan(graylist);
  }

  @Test
  void givesNoCreditByDefaultThatHidesThreeInvalidMessages() {
    PeerScores defaults = new PeerScores(ScoreConfig.defaults());
    defaults.connected(peer(1), "");
    for (int i = 0; i < 1_000; i++) {
      defaults.firstDelivery(peer(1), TOPIC);
      defaults.firstDelivery(peer(1), "/other");
    }
    assertThat(defaults.score(peer(1), START)).isEqualTo(5);
    for (int i = 0; i < 3; i++) {
      defaults.invalidMessage(peer(1), TOPIC);
    }
    assertThat(defaults.score(peer(1), START)).isNegative();
  }

  private void graft(PeerId peer) {
    scores.connected(peer, "");
    scores.grafted(peer, TOPIC, START);
  }

  private void deliver(PeerId peer, int times) {
    for (int i = 0; i < times; i++) {
      scores.firstDelivery(peer, TOPIC);
    }
  }

  private double score(int seconds) {
    Instant now = START.plusSeconds(seconds);
    return scores.score(peer(1), now);
  }
}
