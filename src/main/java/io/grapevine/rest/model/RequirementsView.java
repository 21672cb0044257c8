package io.grapevine.rest.model;

import io.grapevine.job.Requirements;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is asked of the worker. */
@Schema(
    name = "Requirements",
    description = "What is asked of the worker; at most 16 requirements altogether.",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record RequirementsView(
    @Schema(
            description = "Must all be met, else the worker does not get the job.",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        List<RequirementView> hard,
    @Schema(
            description = "The more of these are met, the better.",
            requiredMode = Schema.RequiredMode.NOT_REQUIRED)
        List<RequirementView> soft) {

  /** Copies the lists. */
  public RequirementsView {
    hard = List.copyOf(hard);
    soft = List.copyOf(soft);
  }

  static @Nullable RequirementsView of(Requirements requirements) {
    return requirements.isEmpty()
        ? null
        : new RequirementsView(
            requirements.hard().stream().map(RequirementView::of).toList(),
            requirements.soft().stream().map(RequirementView::of).toList());
  }

  /** The same for the coordination, once they are checked. */
  public Requirements toRequirements() {
    return new Requirements(
        hard.stream().map(RequirementView::toRequirement).toList(),
        soft.stream().map(RequirementView::toRequirement).toList());
  }
}
