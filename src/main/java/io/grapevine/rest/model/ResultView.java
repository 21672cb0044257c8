package io.grapevine.rest.model;

import io.grapevine.job.Content;
import io.grapevine.job.Job;
import io.grapevine.job.Receipt;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a worker delivered. The bytes themselves are at {@code /api/v1/jobs/{id}/result}.
 *
 * @param mediaType absent in lists
 * @param json absent in lists, if it is not JSON, or if it is larger than {@link #JSON_SIZE_MAX}
 */
@Schema(
    name = "Result",
    description = "What a worker delivered; the bytes are at /api/v1/jobs/{id}/result.")
public record ResultView(
    @Schema(description = "Null in lists.", example = "application/json")
        @Nullable String mediaType,
    @Schema(description = "Size in bytes.") long size,
    @Schema(
            description = "SHA-256 of the bytes, in hexadecimal.",
            example = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a")
        String digest,
    @Schema(
            description =
                "The result itself when it is JSON of at most 64 KiB, as the worker wrote it. Null"
                    + " in lists.")
        @Nullable RawJson json) {

  /** Largest JSON that is shown inside of a job, in bytes. */
  public static final int JSON_SIZE_MAX = 64 * 1024;

  /** The whole view. */
  public static ResultView of(Content content) {
    return new ResultView(
        content.mediaType(),
        content.size(),
        content.digest().hex(),
        content.isJson() && content.size() <= JSON_SIZE_MAX
            ? JsonTexts.checked(content.bytes().array()).orElse(null)
            : null);
  }

  /** What the receipt says of the result, which is enough for lists and does not load the bytes. */
  public static @Nullable ResultView summary(Job job) {
    Receipt receipt = job.outcome() == null ? null : job.outcome().receipt();
    return receipt == null
        ? null
        : new ResultView(null, receipt.usage().resultSize(), receipt.result().hex(), null);
  }
}
