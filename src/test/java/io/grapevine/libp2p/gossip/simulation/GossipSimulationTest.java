package io.grapevine.libp2p.gossip.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.libp2p.gossip.GossipLimits;
import io.grapevine.libp2p.gossip.Holdings;
import io.grapevine.testing.Randomised;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GossipSimulationTest {

  private static final Load SHORT =
      new Load(Duration.ofSeconds(15), Duration.ofSeconds(20), 4, 256);
  private static final Strategy[] ALL_KINDS = {
    Strategy.SILENT, Strategy.PROMISER, Strategy.SPAMMER, Strategy.FORGER
  };

  @Test
  void repeatsItselfForTheSameSeed() {
    String first = play(restless(4711)).fingerprint();

    assertThat(play(restless(4711)).fingerprint()).isEqualTo(first);
    assertThat(play(restless(4712)).fingerprint()).isNotEqualTo(first);
  }

  @Test
  void deliversEverythingToEverybodyWhereNothingGoesWrong() {
    Outcome outcome = play(Scenario.calm(1, 250).with(SHORT));

    assertThat(outcome.during().messages()).as(text(outcome)).isEqualTo(80);
    assertThat(outcome.during().missing()).as(text(outcome)).isZero();
    assertThat(outcome.tally().repeated()).isZero();
    assertThat(outcome.tally().latencyMillis(0.99)).as(text(outcome)).isLessThan(300);
    // Each link of a mesh carries a message once or twice, and there are half as many as members.
    assertThat(outcome.duplicates()).as(text(outcome)).isBetween(1.0, 7.0);
    assertThat(outcome.standing().oneSided()).isLessThan(10);
  }

  @Test
  void deliversEverythingOnceFaultsHealAndNothingTwice() {
    Randomised.runs(3)
        .check(
            random -> {
              Faults faults = Faults.of(random.nextDouble(), Duration.ofSeconds(12));
              Outcome outcome =
                  play(
                      Scenario.calm(random.nextLong(), random.nextInt(30, 81))
                          .with(SHORT)
                          .with(faults)
                          .with(Weather.storm()));
              assertThat(outcome.afterwards().messages()).as(text(outcome)).isPositive();
              assertThat(outcome.afterwards().missing()).as(text(outcome)).isZero();
              assertThat(outcome.during().ratio()).as(text(outcome)).isGreaterThan(0.9);
              assertThat(outcome.tally().repeated()).as(text(outcome)).isZero();
              assertThat(outcome.standing().honestBelowZero()).as(text(outcome)).isZero();
            });
  }

  @Test
  void reachesEverybodyInAFreshNetworkWithoutWaitingForAHeartbeat() {
    Load atOnce = new Load(Duration.ofMillis(1_150), Duration.ofSeconds(1), 1, 100);
    Outcome outcome =
        play(Scenario.calm(3, 30).with(atOnce).with(Weather.published().withQuickDials()));

    assertThat(outcome.during().messages()).isEqualTo(1);
    assertThat(outcome.during().missing()).as(text(outcome)).isZero();
    assertThat(outcome.tally().latencyMillis(1)).as(text(outcome)).isLessThan(600);
  }

  @Test
  void putsOutLiarsAndForgersAndDeliversAllTheSame() {
    Outcome outcome = play(Scenario.attacked(1, 250, 0.2, ALL_KINDS).with(SHORT));
    Standing standing = outcome.standing();

    assertThat(outcome.during().ratio()).as(text(outcome)).isGreaterThan(0.999);
    assertThat(standing.honestBelowZero()).as(text(outcome)).isZero();
    for (Strategy strategy : new Strategy[] {Strategy.PROMISER, Strategy.FORGER}) {
      Standing.Group group = group(standing, strategy);
      assertThat(group.belowZero()).as(text(outcome)).isEqualTo(group.connections());
      assertThat(group.inMesh()).as(text(outcome)).isZero();
    }
    // Whoever is put out once and asks to be let in again at once stays outside.
    Standing.Group spammers = group(standing, Strategy.SPAMMER);
    assertThat(spammers.belowZero()).as(text(outcome)).isPositive();
    assertThat(spammers.belowZero() + spammers.inMesh()).isEqualTo(spammers.connections());
  }

  @Test
  void holdsLittleWhateverAttackersDo() {
    Outcome outcome = play(Scenario.attacked(2, 200, 0.4, ALL_KINDS).with(SHORT));
    Holdings most = outcome.watch().most();
    GossipLimits limits = GossipLimits.defaults();

    assertThat(most.scores()).as(text(outcome)).isEqualTo(most.peers());
    assertThat(most.validations()).as(text(outcome)).isLessThan(limits.validationsMax() / 10);
    assertThat(most.promises()).as(text(outcome)).isLessThan(20 * most.peers());
    assertThat(most.backoffs()).as(text(outcome)).isLessThanOrEqualTo(most.peers());
    assertThat(most.seen()).as(text(outcome)).isLessThan(1_000);
    assertThat(most.messages()).as(text(outcome)).isBetween(1, 100);
  }

  @Test
  void keepsAVictimThatIsSurroundedInTouch() {
    Scenario eclipse = Scenario.calm(5, 160).with(SHORT).with(Attack.eclipse(80, ALL_KINDS));
    Outcome outcome = play(eclipse);

    assertThat(outcome.during().victimRatio()).as(text(outcome)).isEqualTo(1);
    assertThat(outcome.during().ratio()).as(text(outcome)).isGreaterThan(0.999);
    assertThat(outcome.standing().victimMeshHonest()).as(text(outcome)).isPositive();
  }

  @Test
  void outlivesAttackersWhoBehaveAtFirst() {
    Load load = new Load(Duration.ofSeconds(15), Duration.ofSeconds(30), 4, 256);
    Outcome outcome =
        play(
            Scenario.calm(6, 160)
                .with(load)
                .with(Attack.covertUntil(Duration.ofSeconds(25), 40, 40)));

    assertThat(outcome.during().ratio()).as(text(outcome)).isGreaterThan(0.999);
    assertThat(outcome.tally().latencyMillis(1)).as(text(outcome)).isLessThan(6_000);
  }

  private static Scenario restless(long seed) {
    return Scenario.attacked(seed, 60, 0.2, ALL_KINDS)
        .with(SHORT)
        .with(Faults.of(0.5, Duration.ofSeconds(10)))
        .with(Weather.storm());
  }

  private static Outcome play(Scenario scenario) {
    return Simulation.play(scenario);
  }

  private static Standing.Group group(Standing standing, Strategy strategy) {
    return Objects.requireNonNull(standing.byStrategy().get(strategy));
  }

  private static String text(Outcome outcome) {
    return String.join("\n", outcome.lines());
  }
}
