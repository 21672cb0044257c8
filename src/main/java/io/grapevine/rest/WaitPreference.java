package io.grapevine.rest;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The preference {@code wait} of the header {@code Prefer} (RFC 7240 section 4.3). As section 2
 * there demands, what is not understood is passed over; of repeated preferences the first counts.
 */
final class WaitPreference {
  private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?(\\d{1,9})\"?(\\s*;.*)?");

  private WaitPreference() {}

  /** How long the client would wait, at most the limit; empty if it does not say, or says 0. */
  static Optional<Duration> parse(@Nullable String header, Duration limit) {
    if (header == null) {
      return Optional.empty();
    }
    for (String preference : header.split(",", -1)) {
      Matcher wait = WAIT.matcher(preference.trim().toLowerCase(Locale.ROOT));
      if (wait.matches()) {
        Duration asked = Duration.ofSeconds(Long.parseLong(wait.group(1)));
        return Optional.of(asked.compareTo(limit) < 0 ? asked : limit).filter(Duration::isPositive);
      }
    }
    return Optional.empty();
  }
}
