package io.grapevine.rest;

import io.grapevine.job.BatchItem;
import io.grapevine.job.Content;
import io.grapevine.job.JsonText;
import io.grapevine.job.ShareContent;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads the items of a batch as they come in, one per line, and checks that each line is one JSON
 * value. Keeps the bytes as they are and nothing else.
 */
final class BatchItemsReader {
  /** Most bytes of one item. */
  static final int LINE_MAX = 1 << 20;

  /** Bytes that are taken from a body at once. */
  private static final int BLOCK = 1 << 16;

  private final ByteArrayOutputStream items = new ByteArrayOutputStream();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int count;

  private BatchItemsReader() {}

  /**
   * Reads a body to its end.
   *
   * @throws ProblemException if a line is not an item; it names the first such line
   * @throws IOException if the body ends early or is too large
   */
  static Content read(InputStream body) throws IOException {
    BatchItemsReader reader = new BatchItemsReader();
    byte[] block = new byte[BLOCK];
    for (int length = body.read(block); length >= 0; length = body.read(block)) {
      reader.take(block, length);
    }
    if (reader.line.size() > 0) {
      reader.endLine();
    }
    return reader.finished();
  }

  /** The same for items that came as members of one JSON document. */
  static Content of(List<byte[]> values) {
    BatchItemsReader reader = new BatchItemsReader();
    for (byte[] value : values) {
      reader.line.writeBytes(JsonText.onOneLine(value));
      reader.endLine();
    }
    return reader.finished();
  }

  private void take(byte[] block, int length) {
    int start = 0;
    for (int at = 0; at < length; at++) {
      if (block[at] == '\n') {
        line.write(block, start, at - start);
        endLine();
        start = at + 1;
      }
    }
    line.write(block, start, length - start);
    if (line.size() > LINE_MAX) {
      throw wrong(count + 1, "has more than " + LINE_MAX + " bytes");
    }
  }

  private void endLine() {
    count++;
    byte[] item = line.toByteArray();
    line.reset();
    if (count > BatchItem.NUMBER_MAX) {
      throw wrong(count, "is one too many: a batch has at most " + BatchItem.NUMBER_MAX);
    }
    if (item.length > LINE_MAX) {
      throw wrong(count, "has more than " + LINE_MAX + " bytes");
    }
    if (!JsonText.isValue(item)) {
      throw wrong(count, "is not one JSON value in UTF-8");
    }
    // A carriage return before the line feed is space to JSON; inside a value there is none.
    items.writeBytes(JsonText.onOneLine(item));
    items.write('\n');
  }

  private Content finished() {
    if (count == 0) {
      throw ProblemException.of(
          ProblemType.INVALID_BATCH, "The batch has no items: send one JSON value per line.");
    }
    return Content.of(ShareContent.ITEMS_MEDIA_TYPE, items.toByteArray());
  }

  /** A fault of one item, which is also the number of its line. */
  static ProblemException wrong(int item, String what) {
    return ProblemException.of(
        ProblemType.INVALID_BATCH,
        "Item %d (line %d) %s. Nothing was submitted.".formatted(item, item, what),
        List.of(Fault.at("/items/" + (item - 1), what)));
  }
}
