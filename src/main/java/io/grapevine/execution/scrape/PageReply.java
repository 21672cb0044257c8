package io.grapevine.execution.scrape;

import io.grapevine.execution.http.Bodies;
import io.grapevine.job.Bytes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;

/**
 * One response: a page, or the way to it.
 *
 * @param location where a redirect leads
 * @param page without a body if it redirects
 */
record PageReply(Optional<String> location, FetchedPage page) {
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /**
   * Reads a response within the limits. The status decides nothing: a page that says "not found" is
   * a page. But where it is not 2xx, a body of a type that is not read is left out instead of being
   * a failure.
   *
   * @throws IOException with a readable message if the page is of another type, too large, or
   *     encoded in a way that was not asked for
   */
  static PageReply read(WebAddress address, ClassicHttpResponse response, ScrapeConfig config)
      throws IOException {
    int status = response.getCode();
    String type = header(response, HttpHeaders.CONTENT_TYPE);
    String language = header(response, HttpHeaders.CONTENT_LANGUAGE);
    Optional<String> location =
        Optional.of(header(response, HttpHeaders.LOCATION))
            .filter(where -> REDIRECTS.contains(status) && !where.isEmpty());
    boolean isRead = location.isEmpty() && isRead(type, status, config);
    byte[] body = isRead ? body(response, config.bodySizeMax()) : new byte[0];
    return new PageReply(
        location, new FetchedPage(address, status, type, language, Bytes.wrap(body)));
  }

  private static boolean isRead(String type, int status, ScrapeConfig config) throws IOException {
    String essence = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    boolean readable = essence.isEmpty() || config.contentTypes().contains(essence);
    if (!readable && status / 100 == 2) {
      throw new IOException(
          "its content type is %s, not one of %s".formatted(essence, config.contentTypes()));
    }
    return readable;
  }

  private static byte[] body(ClassicHttpResponse response, int sizeMax) throws IOException {
    byte[] sent = Bodies.read(response.getEntity(), sizeMax);
    String encoding = header(response, HttpHeaders.CONTENT_ENCODING).toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "", "identity" -> sent;
      case "gzip", "x-gzip" -> {
        if (sent.length == 0) {
          yield sent;
        }
        try (InputStream inflated = GzipBody.inflate(new ByteArrayInputStream(sent))) {
          yield Bodies.read(inflated, sizeMax);
        }
      }
      default -> throw new IOException("its encoding " + encoding + " was not asked for");
    };
  }

  private static String header(ClassicHttpResponse response, String name) {
    Header header = response.getFirstHeader(name);
    return header == null || header.getValue() == null ? "" : header.getValue().strip();
  }
}
