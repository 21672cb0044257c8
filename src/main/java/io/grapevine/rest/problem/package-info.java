/**
 * Errors as RFC 9457 problems, and nothing else, whoever meets them: the closed list is {@link
 * io.grapevine.rest.problem.ProblemType}; {@link io.grapevine.rest.problem.ProblemException} ends a
 * call with one of them. Errors of Spring MVC are mapped by {@code ProblemAdvice}, those that the
 * servlet container dispatches by {@code ProblemErrorController}, those that never reach a servlet
 * by {@link io.grapevine.rest.problem.ProblemErrorReportValve}, and bodies that are too large by
 * {@link io.grapevine.rest.problem.BodyLimitFilter} before they are read.
 */
@NullMarked
package io.grapevine.rest.problem;

import org.jspecify.annotations.NullMarked;
