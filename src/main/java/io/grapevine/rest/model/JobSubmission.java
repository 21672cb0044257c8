package io.grapevine.rest.model;

import io.grapevine.coordination.JobRequest;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Priority;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.WorkType;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
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
        @Nullable Delivery delivery,
    @Schema(
            description =
                "What is asked of the worker, by its attributes. Left out: nothing but that it does"
                    + " work of this type.")
        @Nullable RequirementsView requirements,
    @Schema(
            description =
                "By which rule a worker is chosen from those that bid. LEAST_LOADED: the one with"
                    + " the least work per slot. TWO_CHOICES: the less loaded of two drawn by lot."
                    + " FASTEST: the one that was fastest and most reliable of late. FAIR: the one"
                    + " that did the least work so far. REQUIREMENTS_FIRST: the one that meets most"
                    + " of the soft requirements, then the least loaded. Left out: the rule of the"
                    + " peer.")
        @Nullable SelectionPolicy policy,
    @Schema(
            description =
                "Which of the jobs that wait at the peer goes first. While jobs of all classes"
                    + " wait, of ten that are started six are HIGH, three NORMAL and one LOW.",
            defaultValue = "NORMAL")
        @Nullable Priority priority,
    @Schema(
            description =
                "Whether a second worker may be started beside one that takes unusually long; the"
                    + " first result wins and the other attempt is called off. Only with"
                    + " AT_LEAST_ONCE.",
            defaultValue = "false")
        @Nullable Boolean hedged,
    @Schema(
            description =
                "How long one attempt may take; after that another worker is tried. Left out: as"
                    + " long as the job has time.",
            format = "duration",
            example = "PT10S")
        @Nullable String attemptTimeout,
    @ArraySchema(
            schema = @Schema(type = "string"),
            arraySchema =
                @Schema(
                    description =
                        "Peer ids of the only workers that may have the job, 1 to 64. Left out:"
                            + " any."))
        @Nullable List<String> workers) {

  /** A submission of checked members. */
  public static JobSubmission of(String type, RawJson payload, JobOptions options) {
    return new JobSubmission(
        type,
        payload,
        options.timeout(),
        options.labels(),
        options.maxAttempts(),
        options.delivery(),
        options.requirements(),
        options.policy(),
        options.priority(),
        options.hedged(),
        options.attemptTimeout(),
        options.workers());
  }

  /**
   * The request as the domain knows it. The members have been checked.
   *
   * @param client who asks
   * @param idempotencyKey from the header
   */
  public JobRequest toRequest(String client, @Nullable String idempotencyKey) {
    return new JobOptions(
            timeout,
            labels,
            maxAttempts,
            delivery,
            requirements,
            policy,
            priority,
            hedged,
            attemptTimeout,
            workers)
        .toRequest(
            new WorkType(type),
            Content.of(Content.JSON, payload.toBytes()),
            client,
            idempotencyKey);
  }
}
