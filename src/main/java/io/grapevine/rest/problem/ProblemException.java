package io.grapevine.rest.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ends a call with a problem. Carries no stack trace: it is an answer, not a fault of ours. */
public final class ProblemException extends RuntimeException {
  private final ProblemType type;
  private final String detail;
  private final List<Fault> errors;
  private final @Nullable Duration retryAfter;

  private ProblemException(
      ProblemType type, String detail, List<Fault> errors, @Nullable Duration retryAfter) {
    super(type.slug() + ": " + detail, null, false, false);
    this.type = type;
    this.detail = detail;
    this.errors = List.copyOf(errors);
    this.retryAfter = retryAfter;
  }

  /** A problem that one sentence describes. */
  public static ProblemException of(ProblemType type, String detail) {
    return new ProblemException(type, detail, List.of(), null);
  }

  /** A problem in one or more places. */
  public static ProblemException of(ProblemType type, String detail, List<Fault> errors) {
    return new ProblemException(type, detail, errors, null);
  }

  /** A request with one wrong part, which the detail names. */
  public static ProblemException invalidRequest(Fault fault) {
    return of(
        ProblemType.INVALID_REQUEST, fault.place() + " " + fault.detail() + ".", List.of(fault));
  }

  /**
   * A problem that passes by itself.
   *
   * @param retryAfter when to try again; told in whole seconds, at least one
   */
  public static ProblemException passing(ProblemType type, String detail, Duration retryAfter) {
    return new ProblemException(type, detail, List.of(), retryAfter);
  }

  /** Which of the closed list. */
  public ProblemType type() {
    return type;
  }

  String detail() {
    return detail;
  }

  List<Fault> errors() {
    return errors;
  }

  /** Value of {@code Retry-After}, rounded up; 0 if there is none. */
  long retryAfterSeconds() {
    return retryAfter == null ? 0 : Math.max(1, retryAfter.plusNanos(999_999_999).toSeconds());
  }
}
