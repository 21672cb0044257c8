package io.grapevine.execution.scrape;

import java.util.List;
import java.util.Map;

/**
 * The result of {@code web-scrape}, member by member. A text that the page does not have is empty.
 *
 * @param url as it was asked for
 * @param finalUrl that answered, after redirects
 * @param statusCode of the final answer, 404 for example
 * @param contentType header of the final answer
 * @param byteCount size of the final answer's body after decompression
 * @param language as a BCP 47 tag, by the page's own account
 * @param metadata the page's meta elements by name or property, in lower case
 * @param headings in the order of the page
 * @param text the main text, one line per block, without navigation and scripts
 * @param links absolute http and https URLs, each once
 * @param images likewise
 */
record ScrapedPage(
    String url,
    String finalUrl,
    int statusCode,
    String contentType,
    long byteCount,
    String title,
    String language,
    String description,
    Map<String, String> metadata,
    List<Heading> headings,
    String text,
    List<String> links,
    List<String> images) {

  /**
   * A heading.
   *
   * @param level 1 to 6
   */
  record Heading(int level, String text) {}
}
