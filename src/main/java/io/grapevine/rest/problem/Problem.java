package io.grapevine.rest.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of every error (RFC 9457).
 *
 * @param instance names this one occurrence in the log; only for internal errors
 * @param errors what is wrong in detail; only where there are several places to name
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(description = "The body of every error, as RFC 9457 defines it.")
public record Problem(
    @Schema(
            description = "Relative reference that identifies the kind of problem; a closed list.",
            example = "/problems/job-not-found")
        String type,
    @Schema(description = "The same words for every problem of a type.", example = "Job not found")
        String title,
    @Schema(description = "HTTP status, once more.", example = "404") int status,
    @Schema(description = "What happened this time and what to do about it.") String detail,
    @Schema(description = "Id of this occurrence in the log of the peer.")
        @Nullable String instance,
    @Schema(description = "The places that are wrong.") @Nullable List<Fault> errors) {

  static Problem of(ProblemType type, String detail) {
    return new Problem(type.uri(), type.title(), type.status(), detail, null, null);
  }

  static Problem of(ProblemException cause) {
    ProblemType type = cause.type();
    List<Fault> faults = cause.errors();
    return new Problem(
        type.uri(),
        type.title(),
        type.status(),
        cause.detail(),
        null,
        faults.isEmpty() ? null : faults);
  }

  Problem withStatus(int other) {
    return new Problem(type, title, other, detail, instance, errors);
  }

  Problem withInstance(String id) {
    return new Problem(type, title, status, detail, id, errors);
  }
}
