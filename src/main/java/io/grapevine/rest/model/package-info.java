/**
 * What goes over HTTP, as records: {@link io.grapevine.rest.model.JobSubmission} comes in, all
 * others go out, each made from its domain type by a method {@code of}. Members are camelCase,
 * times RFC 3339, durations ISO 8601, peer ids base58. A member that has no value is {@code null},
 * except in events, where it is absent.
 */
@NullMarked
package io.grapevine.rest.model;

import org.jspecify.annotations.NullMarked;
