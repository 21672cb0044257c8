package io.grapevine.rest.model;

import io.grapevine.coordination.JobRequest;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.WorkType;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.util.Collections;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A job as a client submits it. */
@Schema(
    description = "A job to be done. Members that are not listed here are refused.",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record JobSubmission(
    @Schema(
            description = "Which handler is needed; see /api/v1/work-types.",
            example = "echo",
            pattern = "^[a-z0-9]([a-z0-9.-]{0,62}[a-z0-9])?$")
        String type,
    @Schema(
            description =
                "The handler's input: any JSON value that fits the schema of the work type. It"
                    + " reaches the handler byte for byte as it was sent.")
        RawJson payload,
    @Schema(
            description =
                "How long the whole job may take, from submission to outcome. Left out: the peer's"
                    + " default.",
            format = "duration",
            example = "PT30S")
        @Nullable String timeout,
    @Schema(
            description =
                "Marks for finding the job again: at most 32, names of 1 to 63 characters without"
                    + " =, values of at most 255.",
            example = "{\"team\":\"search\"}")
        @Nullable SortedMap<String, String> labels,
    @Schema(
            description = "How many workers may be tried. Left out: the peer's default.",
            minimum = "1",
            example = "3")
        @Nullable Integer maxAttempts,
    @Schema(
            description =
                "AT_LEAST_ONCE: another worker is tried after a failure, so that the job may run"
                    + " more than once. AT_MOST_ONCE: nothing is tried again once a worker may have"
                    + " started.",
            defaultValue = "AT_LEAST_ONCE")
        @Nullable Delivery delivery) {

  /**
   * The request as the domain knows it. The members have been checked.
   *
   * @param idempotencyKey from the header
   */
  public JobRequest toRequest(@Nullable String idempotencyKey) {
    return new JobRequest(
        new WorkType(type),
        Content.of(Content.JSON, payload.toBytes()),
        timeout == null ? null : Duration.parse(timeout),
        labels == null ? Collections.emptySortedMap() : labels,
        maxAttempts,
        delivery == null ? Delivery.AT_LEAST_ONCE : delivery,
        idempotencyKey);
  }
}
