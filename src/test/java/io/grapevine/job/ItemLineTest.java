package io.grapevine.job;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ItemLineTest {
  private static String text(ItemLine line) {
    return new String(line.text().array(), UTF_8);
  }

  private static Content json(String text) {
    return Content.of(Content.JSON, text.getBytes(UTF_8));
  }

  @Test
  void carriesJsonAsItStandsOnOneLine() {
    ItemLine line = ItemLine.succeeded(7, json("{\n\t\"a\": \"ä\"\r\n}"));
    assertThat(text(line)).isEqualTo("{\"item\":7,\"result\":{  \"a\": \"ä\"  }}");
    assertThat(ItemLine.parse(line.text().array())).isEqualTo(line);
  }

  @Test
  void carriesOtherResultsAsBase64() {
    ItemLine line = ItemLine.succeeded(1, Content.of("text/\"x\"", "hi\n".getBytes(UTF_8)));
    assertThat(text(line))
        .isEqualTo("{\"item\":1,\"mediaType\":\"text/\\\"x\\\"\",\"base64\":\"aGkK\"}");
    assertThat(ItemLine.parse(line.text().array())).isEqualTo(line);
  }

  @Test
  void carriesWhatOnlyClaimsToBeJsonAsBase64() {
    assertThat(text(ItemLine.succeeded(1, json("{\"a\":")))).contains("\"base64\":\"eyJhIjo=\"");
  }

  @Test
  void tellsFinalFailuresFromOthers() {
    ItemLine last = ItemLine.failed(2, Failure.permanent(FailureCode.INPUT_REJECTED, "no \"a\"\n"));
    assertThat(text(last))
        .isEqualTo(
            "{\"item\":2,\"failure\":{\"code\":\"INPUT_REJECTED\",\"retryable\":false,"
                + "\"detail\":\"no \\\"a\\\"\\u000a\"}}");
    ItemLine passing = ItemLine.failed(2, Failure.transientFailure(FailureCode.WORK_FAILED, ""));
    assertThat(passing.kind()).isEqualTo(ItemLine.Kind.RETRYABLE);
    for (ItemLine line : List.of(last, passing, ItemLine.deferred(3))) {
      assertThat(ItemLine.parse(line.text().array())).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{\"item\":0,\"result\":1}",
        "{\"item\":10001,\"result\":1}",
        "{\"item\":99999999999,\"result\":1}",
        "{\"item\":1,\"result\":}",
        "{\"item\":1,\"other\":1}",
        "{\"item\":1,\"failure\":{\"code\":\"NOSUCH\",\"retryable\":true,\"detail\":\"\"}}",
        "{\"item\":1,\"result\":1}x",
        "{\"item\":1,\n\"result\":1}",
      })
  void refusesEveryOtherLine(String line) {
    assertThatIllegalArgumentException().isThrownBy(() -> ItemLine.parse(line.getBytes(UTF_8)));
  }

  @Test
  void writesAndReadsShares() {
    List<BatchItem> items =
        List.of(
            new BatchItem(1, 1, Bytes.wrap("{\"a\":1}".getBytes(UTF_8))),
            new BatchItem(10_000, 3, Bytes.wrap("\"}\"".getBytes(UTF_8))));
    Content share = ShareContent.encode(items);
    assertThat(new String(share.bytes().array(), UTF_8))
        .isEqualTo(
            """
            {"item":1,"attempt":1,"payload":{"a":1}}
            {"item":10000,"attempt":3,"payload":"}"}
            """);
    assertThat(ShareContent.isShare(share)).isTrue();
    assertThat(ShareContent.decode(share)).isEqualTo(items);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"item\":1,\"attempt\":1,\"payload\":1",
        "{\"item\":1,\"attempt\":1}",
        "{\"item\":x,\"attempt\":1,\"payload\":1}",
        "{\"item\":1,\"attempt\":0,\"payload\":1}",
        "{\"item\":10001,\"attempt\":1,\"payload\":1}",
      })
  void refusesEveryOtherShare(String line) {
    Content share = Content.of(ShareContent.MEDIA_TYPE, line.getBytes(UTF_8));
    assertThatIllegalArgumentException().isThrownBy(() -> ShareContent.decode(share));
  }

  @Test
  void refusesMoreLinesThanABatchHasItems() {
    Content share =
        Content.of(ShareContent.MEDIA_TYPE, "x\n".repeat(BatchItem.NUMBER_MAX + 1).getBytes(UTF_8));
    assertThatIllegalArgumentException().isThrownBy(() -> ShareContent.lines(share));
  }
}
