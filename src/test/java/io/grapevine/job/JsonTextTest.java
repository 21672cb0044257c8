package io.grapevine.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.testing.Randomised;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

class JsonTextTest {
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final String ALPHABET = "{}[]\",:\\u0a1-.eE+ \ntrufalsn9";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "0",
        "-0",
        "1.5e-3",
        "\"\"",
        "null",
        "true",
        "false",
        " [1 , {\"a\":\"\\u00e4\"}] "
      })
  void knowsAValue(String text) {
    assertThat(JsonText.isValue(text.getBytes(UTF_8))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\"}",
        "{\"a\":1,}",
        "01",
        "1.",
        "-",
        "+1",
        "nul",
        "\"\\x\"",
        "\"\\u12g4\"",
        "\"a\nb\"",
        "1 2",
        "\"open",
        "\"\\",
        "\"\\u12"
      })
  void knowsWhatIsNone(String text) {
    assertThat(JsonText.isValue(text.getBytes(UTF_8))).isFalse();
  }

  @Test
  void refusesWhatIsNotUtf8() {
    assertThat(JsonText.isValue(new byte[] {'"', (byte) 0xff, '"'})).isFalse();
  }

  @Test
  void boundsTheDepth() {
    assertThat(JsonText.isValue(nested(JsonText.DEPTH_MAX))).isTrue();
    assertThat(JsonText.isValue(nested(JsonText.DEPTH_MAX + 2))).isFalse();
    assertThat(JsonText.isValue("[".repeat(1_000_000).getBytes(UTF_8))).isFalse();
  }

  @Test
  void agreesWithTheLibrary() {
    Randomised.runs(20_000)
        .check(
            random -> {
              String text = any(random);
              assertThat(JsonText.isValue(text.getBytes(UTF_8))).as(text).isEqualTo(isJson(text));
            });
  }

  private static byte[] nested(int depth) {
    return ("[".repeat(depth) + "]".repeat(depth)).getBytes(UTF_8);
  }

  /** A sound value in which one character may be changed. */
  private static String any(RandomGenerator random) {
    StringBuilder text = new StringBuilder(sound(random, 3));
    if (random.nextBoolean()) {
      int at = random.nextInt(text.length());
      text.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  private static String sound(RandomGenerator random, int depth) {
    return switch (random.nextInt(depth > 0 ? 8 : 6)) {
      case 0 -> "null";
      case 1 -> "-12.5e+3";
      case 2 -> "0";
      case 3 -> "\"a\\n\\u00e9\"";
      case 4 -> " true ";
      case 5 -> "{}";
      case 6 -> "[" + sound(random, depth - 1) + "," + sound(random, depth - 1) + "]";
      default -> "{\"m\": " + sound(random, depth - 1) + "}";
    };
  }

  private static boolean isJson(String text) {
    try {
      return !STRICT.readTree(text).isMissingNode();
    } catch (JacksonException notJson) {
      return false;
    }
  }
}
