package io.grapevine.rest.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.coordination.WorkTypeDescription;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A work type whose form this peer knows. */
@Schema(name = "WorkType", description = "A work type whose form this peer knows.")
public record WorkTypeView(
    @Schema(example = "echo") String name,
    @Schema(description = "What it does, in one or two sentences.") String description,
    @Schema(description = "JSON Schema (draft 2020-12) of the payload.")
        @Nullable RawJson payloadSchema,
    @Schema(description = "A payload that works as it is.") @Nullable RawJson example) {

  /** The view of a description. */
  public static WorkTypeView of(WorkTypeDescription type) {
    return new WorkTypeView(
        type.type().name(),
        type.description(),
        checked(type.payloadSchema()),
        checked(type.example()));
  }

  private static @Nullable RawJson checked(String json) {
    return JsonTexts.checked(json.getBytes(UTF_8)).orElse(null);
  }
}
