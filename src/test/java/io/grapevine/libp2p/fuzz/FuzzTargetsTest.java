package io.grapevine.libp2p.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.testing.Randomised;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every target over its seeds and over mutations of them; a failure names its seed. */
class FuzzTargetsTest {

  @TestFactory
  Stream<DynamicTest> everySeedIsHarmless() {
    return FuzzTargets.all().stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> replaySeeds(target)));
  }

  @TestFactory
  Stream<DynamicTest> everyMutationIsHarmless() {
    return FuzzTargets.all().stream()
        .map(target -> DynamicTest.dynamicTest(target.name(), () -> mutate(target)));
  }

  @Test
  void namesAreUnique() {
    assertThat(FuzzTargets.all()).extracting(FuzzTarget::name).doesNotHaveDuplicates();
  }

  private static void replaySeeds(FuzzTarget target) {
    List<byte[]> seeds = Seeds.of(target);
    assertThat(seeds).isNotEmpty();
    seeds.forEach(seed -> feed(target, seed));
  }

  private static void mutate(FuzzTarget target) {
    List<byte[]> seeds = Seeds.of(target);
    Randomised.runs(target.testRuns())
        .check(random -> feed(target, new Mutator(random, seeds, target.maxBytes()).next()));
  }

  // Whatever escapes is the finding; the input is what one needs to look into it.
  @SuppressWarnings("CatchingUnchecked")
  private static void feed(FuzzTarget target, byte[] input) {
    try {
      target.fuzz(input);
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "%s fails on %s: %s".formatted(target.name(), HexFormat.of().formatHex(input), e), e);
    }
  }
}
