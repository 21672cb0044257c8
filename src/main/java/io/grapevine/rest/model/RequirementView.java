package io.grapevine.rest.model;

import io.grapevine.job.Comparison;
import io.grapevine.job.Requirement;
import io.swagger.v3.oas.annotations.media.Schema;

/** One thing that is asked of a worker. */
@Schema(
    name = "Requirement",
    description = "One thing that is asked of a worker.",
    additionalProperties = Schema.AdditionalPropertiesValue.FALSE)
public record RequirementView(
    @Schema(
            description = "Name of the worker's attribute.",
            example = "region",
            minLength = 1,
            maxLength = 63)
        String attribute,
    @Schema(
            description =
                "EQUALS: exactly the value. DIFFERS: something else, or nothing is said about it."
                    + " ONE_OF: one of the values, which are separated by commas. AT_LEAST,"
                    + " AT_MOST: both are numbers, and it is not smaller, not larger.")
        Comparison is,
    @Schema(description = "A string, numbers too.", example = "eu", maxLength = 255) String value) {

  /** The view of a requirement. */
  public static RequirementView of(Requirement requirement) {
    return new RequirementView(
        requirement.attribute(), requirement.comparison(), requirement.value());
  }

  Requirement toRequirement() {
    return new Requirement(attribute, is, value);
  }
}
