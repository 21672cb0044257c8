package io.grapevine.rest.problem;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Every kind of problem that this service answers; the list is closed and part of the contract. */
public enum ProblemType {
  MALFORMED_JSON(
      400,
      "Malformed JSON",
      "The body is not one JSON object in UTF-8 with unique member names. The detail says where"
          + " reading ended."),
  INVALID_JOB(
      400,
      "Invalid job",
      "The body is JSON but not a job that can be accepted. Each entry of errors points to a member"
          + " and says what is wrong with it. Nothing was submitted."),
  INVALID_BATCH(
      400,
      "Invalid batch",
      "Items are missing or wrong. The detail names the first wrong one by its number, which is"
          + " that of its line. Nothing was submitted."),
  INVALID_REQUEST(
      400,
      "Invalid request",
      "A parameter, a header or the form of the request is wrong. Each entry of errors names one"
          + " and says what is expected."),
  NOT_FOUND(
      404, "Not found", "There is no such resource. See /swagger-ui.html for those there are."),
  JOB_NOT_FOUND(
      404,
      "Job not found",
      "This peer has no job with that id. Jobs are known to the peer to which they were"
          + " submitted."),
  BATCH_NOT_FOUND(
      404,
      "Batch not found",
      "This peer has no batch with that id. Batches are known to the peer to which they were"
          + " submitted."),
  METHOD_NOT_ALLOWED(
      405, "Method not allowed", "The resource exists; the header Allow lists its methods."),
  NOT_ACCEPTABLE(
      406, "Not acceptable", "The resource is not available in any media type named in Accept."),
  JOB_FINISHED(
      409, "Job is finished", "The job has its outcome already, which never changes any more."),
  NO_RESULT(
      409,
      "No result",
      "The job has no result: it is not over yet, or it ended otherwise than by success."),
  IDEMPOTENCY_CONFLICT(
      409,
      "Idempotency key was used before",
      "The key belongs to a job that was submitted by a different request. Use a fresh key."),
  CONTENT_TOO_LARGE(413, "Content too large", "The body is larger than this peer accepts."),
  UNSUPPORTED_MEDIA_TYPE(
      415, "Unsupported media type", "The body is not of a media type that is understood here."),
  QUOTA_EXCEEDED(
      429,
      "Quota exceeded",
      "This client has as many jobs at this peer as one may, or submits them faster than it may."
          + " Try again after the time in Retry-After."),
  INTERNAL(
      500,
      "Internal error",
      "A fault of this service. The log of this peer has the cause under the id in instance."),
  OVERLOADED(
      503,
      "Overloaded",
      "The bodies of the requests that are being answered take all the memory that this peer sets"
          + " aside for them. Try again later."),
  QUEUE_FULL(
      503,
      "Queue is full",
      "As many jobs as this peer allows are under way, and as many of this priority as may wait do."
          + " Try again after the time in Retry-After, or at another peer."),
  STORAGE_UNAVAILABLE(
      503,
      "Storage is unavailable",
      "This peer cannot write jobs down or read them now. Nothing was taken in, and what was taken"
          + " in before is safe. Try again after the time in Retry-After; with an Idempotency-Key"
          + " the job is there once, however often it is sent."),
  NOT_ACCEPTING(
      503,
      "Not accepting jobs",
      "This peer takes no jobs: it only works for others, or it is about to stop. Ask another"
          + " peer."),
  TOO_MANY_STREAMS(
      503,
      "Too many event streams",
      "As many event streams as this peer allows are open. Try again later, or ask for the history"
          + " as JSON.");

  /** Where the pages are that explain the types. */
  public static final String PATH = "/problems/";

  private final int status;
  private final String title;
  private final String description;

  ProblemType(int status, String title, String description) {
    this.status = status;
    this.title = title;
    this.description = description;
  }

  /** HTTP status that goes with it. */
  public int status() {
    return status;
  }

  /** The same words each time. */
  public String title() {
    return title;
  }

  /** What it means and what to do, for people. */
  public String description() {
    return description;
  }

  /** Last segment of the URI reference, such as {@code job-not-found}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The relative reference that identifies it (RFC 9457 section 3.1.1). */
  public String uri() {
    return PATH + slug();
  }

  /** The type with this last segment. */
  public static Optional<ProblemType> ofSlug(String slug) {
    return Arrays.stream(values()).filter(type -> type.slug().equals(slug)).findFirst();
  }

  /** The general type for a status which the container or the framework decided on. */
  static ProblemType ofStatus(int status) {
    return switch (status) {
      case 404 -> NOT_FOUND;
      case 405 -> METHOD_NOT_ALLOWED;
      case 406 -> NOT_ACCEPTABLE;
      case 413 -> CONTENT_TOO_LARGE;
      case 415 -> UNSUPPORTED_MEDIA_TYPE;
      default -> status >= 500 ? INTERNAL : INVALID_REQUEST;
    };
  }
}
