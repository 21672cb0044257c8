package io.grapevine.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.coordination.PayloadError;
import io.grapevine.coordination.WorkTypeDescription;
import io.grapevine.job.Content;
import io.grapevine.job.WorkType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerCatalogTest {
  private static final String SCHEMA =
      """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["url"],
        "additionalProperties": false,
        "properties": {
          "url": {"type": "string", "maxLength": 10},
          "tags": {"type": "array", "items": {"type": "string"}}
        }
      }
      """;

  private final HandlerCatalog catalog = catalogOf(SCHEMA, "{\"url\": \"a\"}");

  private static HandlerCatalog catalogOf(String schema, String example) {
    return new HandlerCatalog(List.of(TestHandler.withSchema(schema, example)));
  }

  private List<PayloadError> check(String payload) {
    return catalog.check(TestHandler.TYPE, Runs.json(payload));
  }

  @Test
  void acceptsWhatTheSchemaAccepts() {
    assertThat(check("{\"url\": \"b\", \"tags\": [\"c\"]}")).isEmpty();
  }

  @Test
  void namesEveryFieldThatIsWrong() {
    List<PayloadError> errors =
        check("{\"url\": \"far too long for this\", \"tags\": [\"x\", 7], \"uri\": 1}");
    assertThat(errors)
        .extracting(PayloadError::pointer)
        .containsExactlyInAnyOrder("/url", "/tags/1", "");
    assertThat(errors).extracting(PayloadError::detail).anyMatch(detail -> detail.contains("uri"));
  }

  @Test
  void namesAMissingField() {
    assertThat(check("{}"))
        .singleElement()
        .satisfies(error -> assertThat(error.detail()).contains("url").doesNotContain("\n"));
  }

  @Test
  void escapesPointersAsJsonPointerDoes() {
    HandlerCatalog strings = catalogOf("{\"additionalProperties\": {\"type\": \"string\"}}", "{}");
    assertThat(strings.check(TestHandler.TYPE, Runs.json("{\"a/b~c\": 1}")))
        .extracting(PayloadError::pointer)
        .containsExactly("/a~1b~0c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "nul", "{\"url\":\"a\"} x", "\u0000", "'a'", "{\"url\": 01}"})
  void hasOneErrorForWhatIsNotJson(String payload) {
    assertThat(check(payload)).singleElement().extracting(PayloadError::pointer).isEqualTo("");
  }

  @Test
  void hasOneErrorForAPayloadThatIsNestedTooDeeply() {
    assertThat(check("[".repeat(100_000))).hasSize(1);
    assertThat(check("[".repeat(400) + "]".repeat(400))).hasSize(1);
  }

  @Test
  void hasOneErrorForBytesThatAreNotUtf8() {
    Content payload = Content.of(Content.JSON, new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'});
    assertThat(catalog.check(TestHandler.TYPE, payload)).hasSize(1);
  }

  @Test
  void hasOneErrorForAPayloadOfAnotherMediaType() {
    Content payload = Content.of("text/plain", "{\"url\":\"a\"}".getBytes(StandardCharsets.UTF_8));
    assertThat(catalog.check(TestHandler.TYPE, payload))
        .containsExactly(new PayloadError("", "must be JSON, not text/plain"));
  }

  @Test
  @Timeout(30)
  void namesOnlySoManyErrors() {
    String tags = "7,".repeat(100_000) + "7";
    assertThat(check("{\"url\": \"a\", \"tags\": [" + tags + "]}"))
        .hasSize(PayloadSchema.ERRORS_MAX);
    String few = "7,".repeat(PayloadSchema.ERRORS_MAX - 1) + "7";
    assertThat(check("{\"url\": \"a\", \"tags\": [" + few + "]}"))
        .hasSize(PayloadSchema.ERRORS_MAX);
  }

  @Test
  @Timeout(30)
  void givesUpOnPayloadsThatAreTooMuchWork() {
    String tags = "\"\",".repeat(1_000_000) + "\"\"";
    assertThat(check("{\"url\": \"a\", \"tags\": [" + tags + "]}"))
        .containsExactly(new PayloadError("", "is too large or too deeply nested to be checked"));
  }

  @Test
  void checksNothingOfTypesThatItDoesNotKnow() {
    assertThat(catalog.check(new WorkType("other"), Runs.json("nonsense"))).isEmpty();
  }

  @Test
  void describesItsTypesByName() {
    HandlerCatalog both =
        new HandlerCatalog(
            List.of(
                new TestHandler(new WorkType("zebra"), "{}", "1", 3, job -> WorkResult.json(1)),
                new TestHandler(new WorkType("ant"), "true", "2", 5, job -> WorkResult.json(2))));
    assertThat(both.all())
        .extracting(WorkTypeDescription::type)
        .containsExactly(new WorkType("ant"), new WorkType("zebra"));
    assertThat(both.find(new WorkType("zebra")))
        .contains(
            new WorkTypeDescription(new WorkType("zebra"), "Does what a test wants.", "{}", "1"));
    assertThat(both.find(new WorkType("bee"))).isEmpty();
    assertThat(both.concurrency())
        .containsEntry(new WorkType("ant"), 5)
        .containsEntry(new WorkType("zebra"), 3);
  }

  @Test
  void refusesTwoHandlersOfOneType() {
    TestHandler one = TestHandler.withSchema("{}", "{}");
    assertThatThrownBy(() -> new HandlerCatalog(List.of(one, one)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two handlers do the work type test");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "7", "{\"type\": 7}", "{\"pattern\": \"(\"}"})
  void refusesASchemaThatIsNone(String schema) {
    assertThatThrownBy(() -> catalogOf(schema, "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the payload schema of the work type test is unusable");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:1/schema.json",
        "file:///etc/hostname",
        "classpath:draft/2020-12/schema",
        "#/$defs/missing"
      })
  void refusesReferencesToOtherDocumentsWithoutLookingAtThem(String reference) {
    assertThatThrownBy(() -> catalogOf("{\"$ref\": \"" + reference + "\"}", "{}"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnExampleThatDoesNotSatisfyItsSchema() {
    assertThatThrownBy(() -> catalogOf(SCHEMA, "{\"url\": 7}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "the example of the work type test does not satisfy its schema: /url");
  }

  @Test
  void refusesAConcurrencyOfZero() {
    TestHandler idle = new TestHandler(TestHandler.TYPE, "{}", "{}", 0, job -> WorkResult.json(1));
    assertThatThrownBy(() -> new HandlerCatalog(List.of(idle)))
        .hasMessageContaining("concurrency below 1");
  }

  @Test
  void refusesToEnableATypeWithoutAHandler() {
    assertThatThrownBy(
            () ->
                new VirtualThreadRunner(
                    catalog,
                    Map.of(new WorkType("nobody"), 1),
                    new RunnerConfig(1, Duration.ofSeconds(1), Duration.ofSeconds(1), 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nobody");
  }
}
