package io.grapevine.execution.scrape;

import io.grapevine.execution.WorkException;
import io.grapevine.execution.scrape.ScrapedPage.Heading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Reads a page. The character set is that of the byte order mark, else of the content type, else of
 * the page's own meta element, else UTF-8. Everything that is collected has a limit.
 */
final class PageReader {
  /** Tags that a page may have: some cost the parser a hundred times their own size. */
  static final int TAGS_MAX = 250_000;

  private static final String BYTE_ORDER_MARK = "\uFEFF";
  private static final int TITLE_LENGTH_MAX = 1_000;
  private static final int VALUE_LENGTH_MAX = 2_000;
  private static final int METADATA_MAX = 100;
  private static final int METADATA_NAME_LENGTH_MAX = 100;
  private static final int HEADINGS_MAX = 500;
  private static final int HEADING_LENGTH_MAX = 500;
  private static final int LANGUAGE_LENGTH_MAX = 35;

  /** References that are looked at for each one that may be kept. */
  private static final int CANDIDATES_PER_URL = 20;

  private static final Pattern URL = Pattern.compile("(?i)https?://[^\\s\\p{Cntrl}]");
  private static final Pattern CHARSET =
      Pattern.compile("(?i)charset\\s*=\\s*[\"']?([^\\s;,\"']{1,40})");

  private final ScrapeConfig config;

  PageReader(ScrapeConfig config) {
    this.config = config;
  }

  /**
   * Reads what was fetched for a URL.
   *
   * @throws WorkException (permanent) if the page has so many tags that its tree would take too
   *     much memory
   */
  ScrapedPage read(String url, FetchedPage page) throws WorkException {
    boolean isPlain = isPlain(page);
    Document document = isPlain ? Document.createShell(page.address().toString()) : parse(page);
    return new ScrapedPage(
        url,
        page.address().toString(),
        page.statusCode(),
        PlainText.shorten(page.contentType(), VALUE_LENGTH_MAX),
        page.body().size(),
        PlainText.shorten(document.title(), TITLE_LENGTH_MAX),
        language(document, page),
        description(document),
        metadata(document),
        headings(document),
        isPlain
            ? PlainText.shorten(plainText(page), config.textLengthMax())
            : PlainText.of(mainPart(document), config.textLengthMax()),
        urls(document, "a[href], area[href]", "href", config.linksMax()),
        urls(document, "img[src]", "src", config.imagesMax()));
  }

  private static boolean isPlain(FetchedPage page) {
    return page.contentType().toLowerCase(Locale.ROOT).startsWith("text/plain");
  }

  private static String plainText(FetchedPage page) {
    byte[] body = page.body().array();
    Charset charset = byteOrderMark(body).or(() -> charset(page)).orElse(StandardCharsets.UTF_8);
    String text = new String(body, charset);
    return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).strip();
  }

  private static Optional<Charset> byteOrderMark(byte[] body) {
    int first = body.length < 2 ? 0 : ((body[0] & 0xFF) << 8) | (body[1] & 0xFF);
    return switch (first) {
      case 0xFEFF -> Optional.of(StandardCharsets.UTF_16BE);
      case 0xFFFE -> Optional.of(StandardCharsets.UTF_16LE);
      case 0xEFBB -> Optional.of(StandardCharsets.UTF_8);
      default -> Optional.empty();
    };
  }

  private static Document parse(FetchedPage page) throws WorkException {
    int tags = 0;
    for (byte unit : page.body().array()) {
      tags += unit == '<' ? 1 : 0;
    }
    if (tags > TAGS_MAX) {
      throw WorkException.permanent("%s has more than %d tags".formatted(page.address(), TAGS_MAX));
    }
    try {
      String charset = charset(page).map(Charset::name).orElse(null);
      return Jsoup.parse(
          new ByteArrayInputStream(page.body().array()), charset, page.address().toString());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static Optional<Charset> charset(FetchedPage page) {
    Matcher matcher = CHARSET.matcher(page.contentType());
    try {
      return matcher.find() && Charset.isSupported(matcher.group(1))
          ? Optional.of(Charset.forName(matcher.group(1)))
          : Optional.empty();
    } catch (IllegalCharsetNameException unknown) {
      return Optional.empty();
    }
  }

  private static String language(Document document, FetchedPage page) {
    Element html = document.selectFirst("html");
    return Stream.of(
            html == null ? "" : html.attr("lang"),
            html == null ? "" : html.attr("xml:lang"),
            content(document, "meta[http-equiv=content-language]"),
            page.language())
        .map(String::strip)
        .filter(language -> !language.isEmpty())
        .findFirst()
        .map(language -> PlainText.shorten(language, LANGUAGE_LENGTH_MAX))
        .orElse("");
  }

  private static String description(Document document) {
    String description = content(document, "meta[name=description]");
    return description.isEmpty() ? content(document, "meta[property=og:description]") : description;
  }

  private static String content(Document document, String selector) {
    Element meta = document.selectFirst(selector);
    return meta == null ? "" : PlainText.shorten(meta.attr("content").strip(), VALUE_LENGTH_MAX);
  }

  private static Map<String, String> metadata(Document document) {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Element meta : document.select("meta[content]")) {
      String name = meta.hasAttr("name") ? meta.attr("name") : meta.attr("property");
      String key = name.strip().toLowerCase(Locale.ROOT);
      if (!key.isEmpty() && key.length() <= METADATA_NAME_LENGTH_MAX) {
        metadata.putIfAbsent(
            key, PlainText.shorten(meta.attr("content").strip(), VALUE_LENGTH_MAX));
      }
      if (metadata.size() == METADATA_MAX) {
        break;
      }
    }
    return metadata;
  }

  private static List<Heading> headings(Document document) {
    return document.select("h1, h2, h3, h4, h5, h6").stream()
        .limit(HEADINGS_MAX)
        .map(
            heading ->
                new Heading(
                    heading.normalName().charAt(1) - '0',
                    PlainText.of(heading, HEADING_LENGTH_MAX).replace('\n', ' ')))
        .filter(heading -> !heading.text().isEmpty())
        .toList();
  }

  /** Where the page says that its main text is; else its only article; else all of it. */
  private static Element mainPart(Document document) {
    Element main = document.selectFirst("main, [role=main]");
    if (main != null && main.hasText()) {
      return main;
    }
    List<Element> articles = document.select("article");
    return articles.size() == 1 && articles.getFirst().hasText()
        ? articles.getFirst()
        : document.body();
  }

  private static List<String> urls(Document document, String selector, String name, int max) {
    Set<String> urls = new LinkedHashSet<>();
    Set<String> seen = new HashSet<>();
    for (Element element : document.select(selector)) {
      if (urls.size() == max || seen.size() > CANDIDATES_PER_URL * max) {
        break;
      }
      String reference = element.attr(name).strip();
      if (!reference.startsWith("#") && seen.add(reference)) {
        String url = element.absUrl(name);
        if (url.length() <= WebAddress.LENGTH_MAX && URL.matcher(url).lookingAt()) {
          urls.add(url.replace(" ", "%20"));
        }
      }
    }
    return List.copyOf(urls);
  }
}
