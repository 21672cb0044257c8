package io.grapevine.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequirementsTest {
  private static final Attributes WORKER =
      Attributes.of(Map.of("region", "eu-west", "cpus", "10", "load", "0.50"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "region | EQUALS   | eu-west          | true",
        "region | EQUALS   | eu               | false",
        "gpu    | EQUALS   | a100             | false",
        "region | DIFFERS  | us-east          | true",
        "region | DIFFERS  | eu-west          | false",
        "gpu    | DIFFERS  | a100             | true",
        "region | ONE_OF   | us-east, eu-west | true",
        "region | ONE_OF   | us-east          | false",
        "cpus   | AT_LEAST | 9                | true",
        "cpus   | AT_LEAST | 10               | true",
        "cpus   | AT_LEAST | 10.1             | false",
        "load   | AT_MOST  | 0.5              | true",
        "load   | AT_MOST  | 0.49             | false",
        "region | AT_LEAST | 1                | false",
        "gpu    | AT_MOST  | 1                | false"
      })
  void comparesAttributes(String attribute, Comparison comparison, String value, boolean met) {
    assertThat(new Requirement(attribute, comparison, value).isMetBy(WORKER)).isEqualTo(met);
  }

  @Test
  void wantsEveryHardRequirementAndCountsTheSoftOnes() {
    Requirement met = new Requirement("region", Comparison.EQUALS, "eu-west");
    Requirement unmet = new Requirement("region", Comparison.EQUALS, "mars");
    assertThat(new Requirements(List.of(met), List.of(unmet)).areMetBy(WORKER)).isTrue();
    assertThat(new Requirements(List.of(met, unmet), List.of()).areMetBy(WORKER)).isFalse();
    assertThat(new Requirements(List.of(), List.of(met, unmet, unmet)).score(WORKER))
        .isEqualTo(1.0 / 3, within(1e-9));
    assertThat(Requirements.NONE.score(WORKER)).isEqualTo(1);
  }

  @Test
  void namesTheAttributesThatABidHasToTell() {
    Requirement one = new Requirement("region", Comparison.EQUALS, "x");
    Requirement other = new Requirement("cpus", Comparison.AT_LEAST, "4");
    assertThat(new Requirements(List.of(one), List.of(other, one)).attributes())
        .containsExactly("cpus", "region");
  }

  @Test
  void refusesWhatCannotBeCompared() {
    assertThatThrownBy(() -> new Requirement("cpus", Comparison.AT_LEAST, "many"))
        .hasMessageContaining("compares numbers");
    assertThatThrownBy(() -> new Requirement("cpus", Comparison.AT_LEAST, "1e999999999"))
        .hasMessageContaining("compares numbers");
    assertThatThrownBy(() -> new Requirement("", Comparison.EQUALS, "x"))
        .hasMessageContaining("1 to 63");
    assertThatThrownBy(() -> new Requirement("name", Comparison.EQUALS, "caf\u00e9"))
        .hasMessageContaining("ASCII");
    Requirement one = new Requirement("cpus", Comparison.AT_LEAST, "1");
    assertThatThrownBy(() -> new Requirements(Collections.nCopies(17, one), List.of()))
        .hasMessageContaining("at most 16");
  }
}
