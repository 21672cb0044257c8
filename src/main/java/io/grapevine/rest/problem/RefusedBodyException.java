package io.grapevine.rest.problem;

import java.io.IOException;

/** A body is not read any further. */
final class RefusedBodyException extends IOException {
  private final ProblemException problem;

  RefusedBodyException(ProblemException problem) {
    super(problem.detail());
    this.problem = problem;
  }

  /** What the client is told. */
  ProblemException problem() {
    return problem;
  }
}
