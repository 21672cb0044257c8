package io.grapevine.execution.http;

import io.grapevine.job.WorkType;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * A work type that is done by an HTTP endpoint.
 *
 * @param type under which clients ask for it
 * @param url of the endpoint, http or https
 * @param description for people
 * @param payloadSchema JSON Schema (draft 2020-12) of the payload, as text; {@code true} admits
 *     every JSON
 * @param example a payload that works as it is
 * @param concurrency requests at once
 * @param timeout of one whole exchange
 * @param answerSizeMax largest answer, in bytes
 */
public record HttpEndpoint(
    WorkType type,
    URI url,
    String description,
    String payloadSchema,
    String example,
    int concurrency,
    Duration timeout,
    int answerSizeMax) {

  private static final WorkType BUILT_IN = new WorkType("http");

  /**
   * @throws IllegalArgumentException with a readable sentence if a value is out of range
   */
  public HttpEndpoint {
    String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
    if (!Set.of("http", "https").contains(scheme) || url.getHost() == null) {
      throw new IllegalArgumentException(
          "the endpoint of %s is an absolute http or https URL, not %s".formatted(type, url));
    }
    if (url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("the URL of " + type + " must not hold credentials");
    }
    if (concurrency < 1 || answerSizeMax < 1 || !timeout.isPositive()) {
      throw new IllegalArgumentException(
          "the endpoint of " + type + " needs positive concurrency, timeout and answer size");
    }
  }

  /**
   * An endpoint for any JSON, with the limits that hold when nothing is configured: 4 at once, 1
   * minute, 8 MiB.
   */
  public static HttpEndpoint of(WorkType type, URI url) {
    return new HttpEndpoint(
        type,
        url,
        "Posts the payload to an HTTP endpoint and returns its answer.",
        "true",
        "{\"message\": \"hello\"}",
        4,
        Duration.ofMinutes(1),
        8 << 20);
  }

  /** The endpoint behind the built-in work type {@code http}. */
  public static HttpEndpoint builtIn(URI url) {
    return of(BUILT_IN, url);
  }
}
