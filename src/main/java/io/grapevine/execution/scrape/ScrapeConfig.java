package io.grapevine.execution.scrape;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Limits of {@code web-scrape}.
 *
 * @param allowedTargets address blocks that are fetched from although they are not public
 * @param contentTypes media types that are read, without parameters
 * @param bodySizeMax largest page in bytes, as sent and after decompression
 * @param connectTimeout of one TCP connection, and again of one TLS handshake
 * @param fetchTimeout of the whole fetch: names, connections, redirects and bodies
 * @param redirectsMax redirects that are followed
 * @param textLengthMax characters of main text that are kept
 * @param linksMax links that are kept
 * @param imagesMax images that are kept
 * @param userAgent as which the worker presents itself
 * @param concurrency pages at once on one worker
 */
public record ScrapeConfig(
    List<AddressRange> allowedTargets,
    Set<String> contentTypes,
    int bodySizeMax,
    Duration connectTimeout,
    Duration fetchTimeout,
    int redirectsMax,
    int textLengthMax,
    int linksMax,
    int imagesMax,
    String userAgent,
    int concurrency) {

  /**
   * @throws IllegalArgumentException with a readable sentence if a value is out of range
   */
  public ScrapeConfig {
    allowedTargets = List.copyOf(allowedTargets);
    contentTypes =
        contentTypes.stream()
            .map(type -> type.strip().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    if (bodySizeMax < 1 || concurrency < 1) {
      throw new IllegalArgumentException("web-scrape reads at least one page of at least one byte");
    }
    if (redirectsMax < 0 || textLengthMax < 0 || linksMax < 0 || imagesMax < 0) {
      throw new IllegalArgumentException("the limits of web-scrape are not negative");
    }
    if (!connectTimeout.isPositive() || !fetchTimeout.isPositive()) {
      throw new IllegalArgumentException("the times of web-scrape are positive");
    }
    if (contentTypes.isEmpty() || userAgent.isBlank()) {
      throw new IllegalArgumentException("web-scrape needs content types and a user agent");
    }
  }

  /** Public targets only, 5 MiB, 5 s to connect, 20 s in all, 5 redirects. */
  public static ScrapeConfig defaults() {
    return new ScrapeConfig(
        List.of(),
        Set.of("text/html", "application/xhtml+xml", "text/plain"),
        5 << 20,
        Duration.ofSeconds(5),
        Duration.ofSeconds(20),
        5,
        200_000,
        1_000,
        500,
        "Grapevine",
        4);
  }

  /** The same with other allowed targets. */
  public ScrapeConfig allowing(List<AddressRange> targets) {
    return new ScrapeConfig(
        targets,
        contentTypes,
        bodySizeMax,
        connectTimeout,
        fetchTimeout,
        redirectsMax,
        textLengthMax,
        linksMax,
        imagesMax,
        userAgent,
        concurrency);
  }
}
