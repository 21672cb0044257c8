package io.grapevine.execution.scrape;

import io.grapevine.execution.WorkException;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute http or https URL with a host, in ASCII and without a fragment: what people write is
 * brought into the form of RFC 3986 by escaping what must be.
 *
 * @param uri never has user information
 */
record WebAddress(URI uri) {
  /** Longest URL that is dialled or reported. */
  static final int LENGTH_MAX = 2_048;

  private static final Pattern FORM =
      Pattern.compile("(?i)(https?)://([^/?#\\\\]*)([^#]*)(?:#.*)?", Pattern.DOTALL);
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\[\\]@%]+)(?::([0-9]{0,5}))?");
  private static final String LITERAL = "-._~!$&'()*+,;=:@/?%[]";

  /**
   * Reads what a client wrote or a server redirected to.
   *
   * @throws WorkException (permanent) if it is not such a URL
   */
  static WebAddress parse(String text) throws WorkException {
    String trimmed = text.strip();
    Matcher form = FORM.matcher(trimmed);
    if (trimmed.length() > LENGTH_MAX || !form.matches()) {
      throw malformed(trimmed, "is not an absolute http or https URL");
    }
    if (form.group(2).contains("@")) {
      throw malformed(trimmed, "holds a user name, which is not sent anywhere");
    }
    Matcher authority = AUTHORITY.matcher(form.group(2));
    if (!authority.matches()) {
      throw malformed(trimmed, "has no valid host");
    }
    try {
      String port = authority.group(2) == null ? "" : authority.group(2);
      URI uri =
          new URI(
              form.group(1).toLowerCase(Locale.ROOT)
                  + "://"
                  + ascii(authority.group(1))
                  + (port.isEmpty() ? "" : ":" + port)
                  + (form.group(3).startsWith("/") ? "" : "/")
                  + escape(form.group(3)));
      if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
        throw malformed(trimmed, "has no valid host and port");
      }
      return new WebAddress(uri);
    } catch (URISyntaxException | IllegalArgumentException invalid) {
      throw malformed(trimmed, "is not a valid URL");
    }
  }

  private static WorkException malformed(String text, String what) {
    String shown = text.length() <= 200 ? text : text.substring(0, 200) + "…";
    return WorkException.badInput("'" + shown + "' " + what);
  }

  private static String ascii(String host) {
    return (host.startsWith("[") ? host : IDN.toASCII(host, IDN.ALLOW_UNASSIGNED))
        .toLowerCase(Locale.ROOT);
  }

  /** Escapes what RFC 3986 does not admit in a path and query, and leaves escapes as they are. */
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
      char character = (char) (unit & 0xFF);
      boolean plain =
          (character >= 'a' && character <= 'z')
              || (character >= 'A' && character <= 'Z')
              || (character >= '0' && character <= '9')
              || LITERAL.indexOf(character) >= 0;
      if (plain) {
        escaped.append(character);
      } else {
        escaped.append('%').append(String.format(Locale.ROOT, "%02X", unit & 0xFF));
      }
    }
    return escapeStrays(escaped.toString()).replace("[", "%5B").replace("]", "%5D");
  }

  private static String escapeStrays(String text) {
    return text.replaceAll("%(?![0-9a-fA-F]{2})", "%25");
  }

  /**
   * Follows a redirect.
   *
   * @throws WorkException (permanent) if it leads to something that is not such a URL
   */
  WebAddress resolve(String location) throws WorkException {
    String trimmed = location.strip();
    if (trimmed.matches("(?is)[a-z][a-z0-9+.-]*:.*")) {
      return parse(trimmed);
    }
    if (trimmed.startsWith("//")) {
      return parse(uri.getScheme() + ":" + trimmed);
    }
    String reference = escape(trimmed.split("#", 2)[0]);
    if (reference.isEmpty()) {
      return this;
    }
    try {
      // URI.resolve drops the last path segment for a reference that is only a query.
      String whole = reference.startsWith("?") ? uri.getRawPath() + reference : reference;
      return parse(uri.resolve(whole).toString());
    } catch (IllegalArgumentException invalid) {
      throw malformed(trimmed, "is not a valid redirect");
    }
  }

  String host() {
    String host = uri.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
  }

  @Override
  public String toString() {
    return uri.toString();
  }
}
