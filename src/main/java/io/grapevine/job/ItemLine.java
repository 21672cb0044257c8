package io.grapevine.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Base64;

/**
 * What became of one item of a batch, as a line of JSON without its line break. One of
 *
 * <ul>
 *   <li>{@code {"item":7,"result":…}}: a result that is JSON;
 *   <li>{@code {"item":7,"mediaType":"…","base64":"…"}}: any other result;
 *   <li>{@code {"item":7,"failure":{"code":"…","retryable":…,"detail":"…"}}};
 *   <li>{@code {"item":7,"deferred":true}}: the worker did not come to it; never seen by clients.
 * </ul>
 *
 * @param item its number in the batch
 * @param text the line as it is sent
 */
public record ItemLine(int item, Kind kind, Bytes text) {
  private static final char FIRST_PRINTABLE = 0x20;

  /** How an item fared. */
  public enum Kind {
    /** It has a result. */
    SUCCEEDED,
    /** It failed, as it would at every worker. */
    FAILED,
    /** It failed, and another worker might succeed. */
    RETRYABLE,
    /** It was not begun: the worker gave it back. */
    DEFERRED
  }

  /** A result. JSON stands in the line as it is, with its line breaks as spaces. */
  public static ItemLine succeeded(int item, Content result) {
    byte[] bytes = result.bytes().array();
    if (result.isJson() && JsonText.isValue(bytes)) {
      return of(item, Kind.SUCCEEDED, "\"result\":", JsonText.onOneLine(bytes), "");
    }
    String base64 = Base64.getEncoder().encodeToString(bytes);
    String type = JsonText.quoted(result.mediaType());
    return of(
        item,
        Kind.SUCCEEDED,
        "\"mediaType\":" + type + ",\"base64\":\"",
        base64.getBytes(UTF_8),
        "\"");
  }

  /** A failure. */
  public static ItemLine failed(int item, Failure failure) {
    String text =
        "{\"code\":\"%s\",\"retryable\":%s,\"detail\":%s}"
            .formatted(failure.code(), failure.retryable(), JsonText.quoted(failure.detail()));
    Kind kind = failure.retryable() ? Kind.RETRYABLE : Kind.FAILED;
    return of(item, kind, "\"failure\":", text.getBytes(UTF_8), "");
  }

  /** Not begun. */
  public static ItemLine deferred(int item) {
    return of(item, Kind.DEFERRED, "\"deferred\":", "true".getBytes(UTF_8), "");
  }

  private static ItemLine of(int item, Kind kind, String head, byte[] value, String tail) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(value.length + 64);
    out.writeBytes(("{\"item\":" + item + ",").getBytes(UTF_8));
    out.writeBytes(head.getBytes(UTF_8));
    out.writeBytes(value);
    out.writeBytes((tail + "}").getBytes(UTF_8));
    return new ItemLine(item, kind, Bytes.wrap(out.toByteArray()));
  }

  /**
   * Reads a line that a worker wrote, trusting nothing in it.
   *
   * @throws IllegalArgumentException with a sentence if it is none of the forms, or not JSON
   */
  public static ItemLine parse(byte[] line) {
    if (!JsonText.isValue(line) || hasControls(line)) {
      throw new IllegalArgumentException("a line is not JSON");
    }
    LineReader reader = new LineReader(line);
    int item = reader.skip("{\"item\":").number();
    if (item < 1 || item > BatchItem.NUMBER_MAX) {
      throw new IllegalArgumentException("a line is about an item that no batch has");
    }
    return new ItemLine(item, kind(reader.skip(",")), Bytes.wrap(line));
  }

  private static Kind kind(LineReader reader) {
    if (reader.isNext("\"result\":") || reader.isNext("\"mediaType\":")) {
      return Kind.SUCCEEDED;
    }
    if (reader.isNext("\"deferred\":true}")) {
      return Kind.DEFERRED;
    }
    FailureCode.valueOf(reader.skip("\"failure\":{\"code\":\"").name());
    reader.skip("\",\"retryable\":");
    return reader.isNext("true,") ? Kind.RETRYABLE : Kind.FAILED;
  }

  private static boolean hasControls(byte[] line) {
    for (byte one : line) {
      if (one >= 0 && one < FIRST_PRINTABLE) {
        return true;
      }
    }
    return false;
  }
}
