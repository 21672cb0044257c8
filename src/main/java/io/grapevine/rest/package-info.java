/**
 * The HTTP door: one controller per resource under {@code /api/v1}, which asks the {@link
 * io.grapevine.coordination.CoordinationService} and answers with records of {@link
 * io.grapevine.rest.model} or problems of {@link io.grapevine.rest.problem}. Bodies of requests are
 * read by {@code JobSubmissionReader}, which names every member that is wrong; live histories are
 * sent by {@code EventStreams}; {@link io.grapevine.rest.contract} completes the OpenAPI contract.
 */
@NullMarked
package io.grapevine.rest;

import org.jspecify.annotations.NullMarked;
