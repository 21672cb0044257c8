package io.grapevine.coordination;

import io.grapevine.job.WorkType;

/**
 * A work type for people and for the contract.
 *
 * @param description one or two sentences
 * @param payloadSchema JSON Schema (draft 2020-12) of the payload, as text
 * @param example a payload that works as it is, as JSON text
 */
public record WorkTypeDescription(
    WorkType type, String description, String payloadSchema, String example) {}
