package io.grapevine.job;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A place in a trace, as it goes from one system to the next: the {@code traceparent} of W3C Trace
 * Context (section 3.2), in version 00.
 *
 * @param text exactly 55 characters
 */
public record TraceParent(String text) {
  /** Longest text that is looked at; versions after 00 may be longer than that one. */
  public static final int LENGTH_MAX = 256;

  private static final int LENGTH = 55;
  private static final Pattern FORM =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");
  private static final Pattern VERSION = Pattern.compile("(?!ff)[0-9a-f]{2}");

  /**
   * @throws IllegalArgumentException if the text is not of version 00's form
   */
  public TraceParent {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException("not a traceparent of version 00");
    }
  }

  /**
   * Reads what somebody else wrote. Of a version that is not known, what is known of it is taken,
   * as the specification wants it.
   *
   * @return empty if it is malformed, which is no reason to complain
   */
  public static Optional<TraceParent> parse(String text) {
    if (text.length() < LENGTH || text.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    String version = text.substring(0, 2);
    boolean longer = text.length() > LENGTH;
    if (!VERSION.matcher(version).matches()
        || (longer && (version.equals("00") || text.charAt(LENGTH) != '-'))) {
      return Optional.empty();
    }
    String known = "00" + text.substring(2, LENGTH);
    return FORM.matcher(known).matches() ? Optional.of(new TraceParent(known)) : Optional.empty();
  }

  @Override
  public String toString() {
    return text;
  }
}
