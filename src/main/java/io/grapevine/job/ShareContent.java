package io.grapevine.job;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The payload of a share: its items as lines of JSON, in exactly this form, so that a payload is
 * found without parsing it: {@code {"item":7,"attempt":1,"payload":…}}.
 */
public final class ShareContent {
  /** Media type of such a payload. */
  public static final String MEDIA_TYPE = "application/vnd.grapevine.share+x-ndjson";

  /** Media type of the result of a share, whose lines are {@link ItemLine}s. */
  public static final String RESULT_MEDIA_TYPE = "application/vnd.grapevine.results+x-ndjson";

  /** Media type of all items of a batch as they were submitted, one per line. */
  public static final String ITEMS_MEDIA_TYPE = "application/x-ndjson";

  /** Bytes of a line beside its payload, at most. */
  public static final int OVERHEAD_MAX = 64;

  private ShareContent() {}

  /** Whether this is the payload of a share. */
  public static boolean isShare(Content payload) {
    return payload.mediaType().equals(MEDIA_TYPE);
  }

  /** Writes the items down. */
  public static Content encode(List<BatchItem> items) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (BatchItem item : items) {
      out.writeBytes(
          "{\"item\":%d,\"attempt\":%d,\"payload\":"
              .formatted(item.number(), item.attempt())
              .getBytes(US_ASCII));
      out.writeBytes(item.payload().array());
      out.write('}');
      out.write('\n');
    }
    return Content.of(MEDIA_TYPE, out.toByteArray());
  }

  /**
   * Reads the items of a share. The payloads are not looked into.
   *
   * @throws IllegalArgumentException with a sentence if a line has another form or there are too
   *     many
   */
  public static List<BatchItem> decode(Content payload) {
    List<BatchItem> items = new ArrayList<>();
    for (byte[] line : lines(payload)) {
      LineReader reader = new LineReader(line);
      int number = reader.skip("{\"item\":").number();
      int attempt = reader.skip(",\"attempt\":").number();
      items.add(new BatchItem(number, attempt, reader.skip(",\"payload\":").valueBefore("}")));
    }
    return items;
  }

  /**
   * The payloads of all items of a batch.
   *
   * @throws IllegalArgumentException if there are too many
   */
  public static List<Bytes> items(Content batch) {
    return lines(batch).stream().map(Bytes::wrap).toList();
  }

  /**
   * Cuts at line breaks; an empty line is none.
   *
   * @throws IllegalArgumentException if there are more lines than a batch has items
   */
  public static List<byte[]> lines(Content content) {
    byte[] bytes = content.bytes().array();
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int at = 0; at <= bytes.length; at++) {
      if (at == bytes.length || bytes[at] == '\n') {
        if (at > start) {
          lines.add(Arrays.copyOfRange(bytes, start, at));
          if (lines.size() > BatchItem.NUMBER_MAX) {
            throw new IllegalArgumentException(
                "there are more than " + BatchItem.NUMBER_MAX + " lines");
          }
        }
        start = at + 1;
      }
    }
    return lines;
  }
}
