package io.grapevine.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WaitPreferenceTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @ParameterizedTest
  @CsvSource({
    "wait=20, 20",
    "'WAIT = \"7\"', 7",
    "'respond-async, wait=5; foo=bar', 5",
    "'wait=1, wait=2', 1",
    "wait=60, 60",
    "wait=61, 60",
    "wait=999999999, 60"
  })
  void readsTheWaitUpToTheLimit(String header, long seconds) {
    assertThat(WaitPreference.parse(header, LIMIT)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "wait", "wait=0", "wait=-1", "wait=x", "waiting=3", "wait=9999999999"})
  void passesOverWhatItDoesNotUnderstand(String header) {
    assertThat(WaitPreference.parse(header, LIMIT)).isEmpty();
  }

  @Test
  void doesNotWaitUnasked() {
    assertThat(WaitPreference.parse(null, LIMIT)).isEmpty();
  }
}
