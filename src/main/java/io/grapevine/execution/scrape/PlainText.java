package io.grapevine.execution.scrape;

import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/**
 * Collects the text below an element as people see it: white space collapsed, one line per block,
 * and no more than a limit. Works without recursion, whatever the depth.
 */
final class PlainText implements NodeFilter {
  /** Elements whose text is no part of what a page says. */
  private static final Set<String> SILENT =
      Set.of(
          "script",
          "style",
          "noscript",
          "template",
          "iframe",
          "object",
          "svg",
          "math",
          "canvas",
          "nav",
          "aside",
          "button",
          "select",
          "textarea",
          "datalist",
          "dialog",
          "head",
          "title");

  private static final Set<String> SILENT_ROLES =
      Set.of("navigation", "banner", "contentinfo", "search", "complementary", "menu");

  // Elements inside elements, all of them asked for their text, would else take quadratic time.
  private static final int VISITS_PER_CHARACTER = 10;
  private static final int VISITS_MIN = 1_000;

  private final StringBuilder text = new StringBuilder();
  private final int lengthMax;
  private long visitsLeft;

  private PlainText(int lengthMax) {
    this.lengthMax = lengthMax;
    this.visitsLeft = VISITS_MIN + (long) VISITS_PER_CHARACTER * lengthMax;
  }

  /** The text below the element, of at most so many characters. */
  static String of(Element root, int lengthMax) {
    PlainText collected = new PlainText(lengthMax);
    root.filter(collected);
    return collected.result();
  }

  @Override
  public FilterResult head(Node node, int depth) {
    visitsLeft--;
    if (text.length() > lengthMax || visitsLeft < 0) {
      return FilterResult.STOP;
    }
    if (node instanceof TextNode words) {
      append(words.getWholeText());
    } else if (node instanceof Element element && depth > 0) {
      if (isSilent(element)) {
        return FilterResult.SKIP_ENTIRELY;
      }
      breakAround(element);
    }
    return FilterResult.CONTINUE;
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element && depth > 0) {
      breakAround(element);
    }
    return FilterResult.CONTINUE;
  }

  private static boolean isSilent(Element element) {
    String name = element.normalName();
    if (SILENT.contains(name)
        || element.hasAttr("hidden")
        || element.attr("aria-hidden").equalsIgnoreCase("true")
        || SILENT_ROLES.contains(element.attr("role").toLowerCase(Locale.ROOT))) {
      return true;
    }
    Element parent = element.parent();
    boolean isOfThePage = parent != null && parent.normalName().equals("body");
    return isOfThePage && (name.equals("header") || name.equals("footer"));
  }

  private void breakAround(Element element) {
    String name = element.normalName();
    if (name.equals("td") || name.equals("th")) {
      append(" ");
    } else if (element.isBlock() || name.equals("br")) {
      trimEnd();
      if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
        text.append('\n');
      }
    }
  }

  private void append(String words) {
    for (int index = 0; index < words.length() && text.length() <= lengthMax; index++) {
      char character = words.charAt(index);
      if (Character.isWhitespace(character) || character == '\u00A0') {
        if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
          text.append(' ');
        }
      } else {
        text.append(character);
      }
    }
  }

  private void trimEnd() {
    int length = text.length();
    while (length > 0 && text.charAt(length - 1) == ' ') {
      length--;
    }
    text.setLength(length);
  }

  private String result() {
    return shorten(text.toString().strip(), lengthMax);
  }

  /** Cuts a text without splitting a character in two. */
  static String shorten(String text, int lengthMax) {
    if (text.length() <= lengthMax) {
      return text;
    }
    int end = lengthMax;
    if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }
}
