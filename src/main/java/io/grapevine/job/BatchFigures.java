package io.grapevine.job;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Optional;

/**
 * How far a batch is, in items unless it says otherwise. Those that are neither under way nor
 * settled wait.
 *
 * @param items all
 * @param running in shares that are not over
 * @param succeeded settled with a result
 * @param failed settled without
 * @param shares begun so far
 * @param workers that delivered shares
 */
public record BatchFigures(
    int items, int running, int succeeded, int failed, int shares, int workers) {

  /** Items that wait. */
  public int queued() {
    return items - running - succeeded - failed;
  }

  /** The figures as the result of the batch, which is JSON. */
  public Content toContent() {
    String text =
        "{\"items\":%d,\"running\":%d,\"succeeded\":%d,\"failed\":%d,\"shares\":%d,\"workers\":%d}"
            .formatted(items, running, succeeded, failed, shares, workers);
    return Content.of(Content.JSON, text.getBytes(US_ASCII));
  }

  /** Reads what {@link #toContent} wrote; empty for anything else. */
  public static Optional<BatchFigures> of(Content content) {
    try {
      LineReader reader = new LineReader(content.bytes().array());
      return Optional.of(
          new BatchFigures(
              reader.skip("{\"items\":").number(),
              reader.skip(",\"running\":").number(),
              reader.skip(",\"succeeded\":").number(),
              reader.skip(",\"failed\":").number(),
              reader.skip(",\"shares\":").number(),
              reader.skip(",\"workers\":").number()));
    } catch (IllegalArgumentException other) {
      return Optional.empty();
    }
  }
}
