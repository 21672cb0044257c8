package io.grapevine.worker;

import static io.grapevine.testing.JobSamples.ECHO;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.worker.DeskScene.REQUESTER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grapevine.job.Attributes;
import io.grapevine.job.Comparison;
import io.grapevine.job.OfferId;
import io.grapevine.job.Requirement;
import io.grapevine.job.Requirements;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WorkerDeskRequesterTest {
  @Test
  void doesNotWorkForThoseWhoAreDenied() {
    RequesterRules rules = new RequesterRules(Set.of(), Set.of(peer(REQUESTER)), 9, 9, 9);
    assertThat(scene(rules).offer(1, 1).told()).containsExactly("refuse NOT_ALLOWED");
    assertThat(scene(rules).offer(7, 1, 1, ECHO).told()).containsExactly("bid 1 for another");
    RequesterRules both =
        new RequesterRules(Set.of(peer(REQUESTER)), Set.of(peer(REQUESTER)), 9, 9, 9);
    assertThat(scene(both).offer(1, 1).told()).as("denied wins").contains("refuse NOT_ALLOWED");
  }

  @Test
  void answersSoManyOffersOfARequesterPerSecondAndLeavesTheRestToOthers() {
    DeskScene scene = scene(new RequesterRules(Set.of(), Set.of(), 9, 9, 2));
    assertThat(scene.offer(1, 1).offer(2, 1).told()).containsExactly("bid 1 for 100");
    assertThat(scene.offer(3, 1).told()).isEmpty();
    assertThat(scene.reports())
        .containsExactly(
            new WorkerReport.Skipped(new OfferId(job(3), 1), WorkerReport.Silence.TOO_OFTEN));
    assertThat(scene.offer(7, 4, 1, ECHO).told())
        .as("another requester has a share of its own")
        .containsExactly("bid 1 for another");
    assertThat(scene.after(Duration.ofMillis(499)).offer(5, 1).told()).isEmpty();
    assertThat(scene.after(Duration.ofMillis(1)).offer(6, 1).told())
        .containsExactly("bid 1 for 100");
  }

  @Test
  void followsAsManyRequestersAsItsLimit() {
    OfferRates rates = new OfferRates(1);
    for (int requester = 0; requester < OfferRates.REQUESTERS_MAX; requester++) {
      assertThat(rates.admits(peer(requester), DeskScene.withSlots(1).now)).isTrue();
    }
    assertThat(rates.admits(peer(0), DeskScene.withSlots(1).now)).isFalse();
    assertThat(rates.admits(peer(5_000), DeskScene.withSlots(1).now)).isTrue();
    assertThat(rates.admits(peer(1), DeskScene.withSlots(1).now))
        .as("the one that was silent for the longest time is forgotten")
        .isTrue();
  }

  @Test
  void oneRequesterHasNoMoreSeatsThanItsShare() {
    DeskScene scene = scene(new RequesterRules(Set.of(), Set.of(), 9, 2, 99));
    scene.offer(1, 1).award(1, 1, 1).payload(1, 1).offer(2, 1);
    assertThat(scene.told()).containsExactly("bid 1 for 100");
    assertThat(scene.offer(3, 1).told()).containsExactly("refuse TOO_MANY_OFFERS");
    assertThat(scene.offer(7, 4, 1, ECHO).told()).containsExactly("bid 1 for another");
    scene.completed(1, 1);
    assertThat(scene.offer(3, 1).told()).containsExactly("bid 1 for 100");
  }

  @Test
  void aRememberedBidGivesNoMoreSeatsThanTheShare() {
    DeskScene scene = scene(new RequesterRules(Set.of(), Set.of(), 9, 1, 99));
    scene.offer(1, 1).rejected(1, 1).offer(2, 1).award(2, 1, 2);
    assertThat(scene.award(1, 1, 1).told()).containsExactly("decline #1 NO_CAPACITY");
  }

  @Test
  void aBatchGetsNoMoreSeatsThanTheShare() {
    DeskScene scene = scene(new RequesterRules(Set.of(), Set.of(), 9, 2, 99));
    assertThat(scene.batch(1, 1, 4).bid().units()).isEqualTo(2);
  }

  @Test
  void refusesWhatItDoesNotSuitAndSaysWhy() {
    DeskScene scene = attributed(Map.of("region", "eu", "cpus", "4"));
    assertThat(scene.offer(1, hard("region", Comparison.EQUALS, "us")).told())
        .containsExactly("refuse UNSUITABLE");
    assertThat(detail(scene)).isEqualTo("region is eu here");
    assertThat(scene.offer(2, hard("gpu", Comparison.AT_LEAST, "1")).told())
        .containsExactly("refuse UNSUITABLE");
    assertThat(detail(scene)).isEqualTo("nothing is said about gpu here");
    assertThat(scene.offer(3, hard("cpus", Comparison.AT_LEAST, "4")).told())
        .containsExactly("bid 1 for 100");
  }

  @Test
  void namesTheAttributesThatAreAskedFor() {
    DeskScene scene = attributed(Map.of("region", "eu", "cpus", "4", "rack", "7"));
    Requirements asked =
        new Requirements(
            List.of(new Requirement("cpus", Comparison.AT_LEAST, "2")),
            List.of(
                new Requirement("region", Comparison.EQUALS, "us"),
                new Requirement("gpu", Comparison.EQUALS, "yes")));
    assertThat(scene.offer(1, asked).bid().attributes())
        .isEqualTo(Attributes.of(Map.of("cpus", "4", "region", "eu")));
    assertThat(scene.offer(2, 1).bid().attributes()).isEqualTo(Attributes.NONE);
  }

  @Test
  void limitsAreAtLeastOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RequesterRules(Set.of(), Set.of(), 1, 1, 0))
        .withMessageContaining("at least one offer");
  }

  private static Requirements hard(String name, Comparison comparison, String value) {
    return new Requirements(List.of(new Requirement(name, comparison, value)), List.of());
  }

  private static String detail(DeskScene scene) {
    return ((WorkerEffect.SendRefusal) scene.effects().getFirst()).refusal().detail();
  }

  private static DeskScene scene(RequesterRules rules) {
    return new DeskScene(DeskScene.withSlots(9).config.withRequesters(rules));
  }

  private static DeskScene attributed(Map<String, String> attributes) {
    return new DeskScene(DeskScene.withSlots(9).config.withAttributes(Attributes.of(attributes)));
  }
}
