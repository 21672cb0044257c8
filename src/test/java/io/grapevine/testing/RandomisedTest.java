package io.grapevine.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RandomisedTest {

  @Test
  void runsAsOftenAsAsked() {
    List<Long> values = new ArrayList<>();
    Randomised.runs(20).check(random -> values.add(random.nextLong()));
    assertThat(values).hasSizeBetween(1, 20).doesNotHaveDuplicates();
  }

  @Test
  void namesTheSeedThatReplaysAFailure() {
    List<Long> failing = new ArrayList<>();
    assertThatThrownBy(
            () ->
                Randomised.runs(1)
                    .check(
                        random -> {
                          failing.add(random.nextLong());
                          throw new IllegalStateException("as planned");
                        }))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("as planned")
        .satisfies(
            e -> {
              String seed = e.toString().replaceAll(".*-Dgrapevine\\.seed=(-?\\d+).*", "$1");
              assertThat(Randomised.ofSeed(Long.parseLong(seed)).nextLong())
                  .isEqualTo(failing.getFirst());
            });
  }

  @Test
  void makesBytesOfTheLengthAskedFor() {
    Randomised.runs(50)
        .check(random -> assertThat(Randomised.bytes(random, 2, 5)).hasSizeBetween(2, 5));
  }
}
