package io.grapevine.execution.scrape;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.execution.WorkException;
import io.grapevine.execution.WorkResult;
import io.grapevine.execution.scrape.ScrapedPage.Heading;
import io.grapevine.job.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageReaderTest {
  private static final String URL = "http://h.example/a/b";

  private final PageReader reader = new PageReader(ScrapeConfig.defaults());

  private ScrapedPage read(String contentType, byte[] body) throws WorkException {
    return read(reader, contentType, body);
  }

  private static ScrapedPage read(PageReader reader, String contentType, byte[] body)
      throws WorkException {
    FetchedPage page =
        new FetchedPage(WebAddress.parse(URL), 200, contentType, "", Bytes.wrap(body));
    return reader.read(URL, page);
  }

  private ScrapedPage html(String html) throws WorkException {
    return read("text/html; charset=utf-8", html.getBytes(UTF_8));
  }

  private static byte[] marked(int[] mark, String text, Charset charset) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int unit : mark) {
      bytes.write(unit);
    }
    bytes.writeBytes(text.getBytes(charset));
    return bytes.toByteArray();
  }

  @Test
  void tellsWhatIsInAPage() throws Exception {
    ScrapedPage page =
        html(
            """
            <!doctype html><html lang="en-GB"><head>
              <title> A  page </title>
              <meta name="Description" content=" What it is ">
              <meta property="og:title" content="Shared">
              <meta name="empty" content="">
              <script>var hidden = 1;</script>
            </head><body>
              <header>Site name</header><nav><a href="/home">Home</a></nav>
              <main><h1>One  <em>big</em></h1><p>First<br>line</p>
                <div hidden>secret</div>
                <ul><li>a</li><li>b</li></ul>
                <table><tr><td>x</td><td>y</td></tr></table>
                <h3>Sub</h3><a href="c?q=1#part">c</a> <a href="c?q=1#part">again</a>
                <a href="#top">top</a> <a href="mailto:a@b">mail</a> <a href="javascript:x()">js</a>
                <a href="//other.example/ä b">far</a>
                <img src="i.png"><img src="data:image/png;base64,AA"><img src="i.png">
              </main><footer>Imprint</footer>
            </body></html>
            """);
    assertThat(page.title()).isEqualTo("A page");
    assertThat(page.language()).isEqualTo("en-GB");
    assertThat(page.description()).isEqualTo("What it is");
    assertThat(page.metadata())
        .containsEntry("description", "What it is")
        .containsEntry("og:title", "Shared")
        .containsEntry("empty", "");
    assertThat(page.headings()).containsExactly(new Heading(1, "One big"), new Heading(3, "Sub"));
    assertThat(page.text())
        .isEqualTo("One big\nFirst\nline\na\nb\nx y\nSub\nc again top mail js far");
    assertThat(page.links())
        .containsExactly(
            "http://h.example/home", "http://h.example/a/c?q=1#part", "http://other.example/ä%20b");
    assertThat(page.images()).containsExactly("http://h.example/a/i.png");
  }

  @Test
  void resolvesAgainstTheBaseElement() throws Exception {
    ScrapedPage page = html("<base href='//cdn.example/x/'><a href='y'>y</a><img src='/z.png'>");
    assertThat(page.links()).containsExactly("http://cdn.example/x/y");
    assertThat(page.images()).containsExactly("http://cdn.example/z.png");
  }

  @Test
  void ignoresABaseThatLeadsOutOfTheWeb() throws Exception {
    assertThat(html("<base href='file:///etc/'><a href='passwd'>y</a>").links()).isEmpty();
  }

  @Test
  void takesTheOnlyArticleForTheMainText() throws Exception {
    assertThat(html("<p>around</p><article><p>core</p></article>").text()).isEqualTo("core");
    assertThat(html("<article>a</article><article>b</article>").text()).isEqualTo("a\nb");
    assertThat(html("<main> </main><p>rest</p>").text()).isEqualTo("rest");
  }

  @Test
  void readsTheCharsetOfTheHeader() throws Exception {
    byte[] body = "<title>Größe</title><meta charset=utf-8>".getBytes(ISO_8859_1);
    assertThat(read("text/html; charset=\"ISO-8859-1\"", body).title()).isEqualTo("Größe");
  }

  @Test
  void readsTheCharsetOfTheMetaElement() throws Exception {
    Charset cyrillic = Charset.forName("windows-1251");
    byte[] body = "<meta charset=windows-1251><title>Привет</title>".getBytes(cyrillic);
    assertThat(read("text/html", body).title()).isEqualTo("Привет");
    byte[] old =
        "<meta http-equiv=content-type content='text/html; charset=windows-1251'><title>Привет</title>"
            .getBytes(cyrillic);
    assertThat(read("text/html", old).title()).isEqualTo("Привет");
  }

  @Test
  void prefersTheByteOrderMark() throws Exception {
    String text = "<title>Größe ☃</title>";
    String type = "text/html; charset=iso-8859-1";
    assertThat(read(type, marked(new int[] {0xEF, 0xBB, 0xBF}, text, UTF_8)).title())
        .isEqualTo("Größe ☃");
    assertThat(read(type, marked(new int[] {0xFE, 0xFF}, text, UTF_16BE)).title())
        .isEqualTo("Größe ☃");
    assertThat(read(type, marked(new int[] {0xFF, 0xFE}, text, UTF_16LE)).title())
        .isEqualTo("Größe ☃");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"text/html", "text/html; charset=no-such", "text/html; charset=\u0001", ""})
  void takesUtf8WhenNothingUsefulIsSaid(String type) throws Exception {
    assertThat(read(type, "<title>Größe ☃</title>".getBytes(UTF_8)).title()).isEqualTo("Größe ☃");
  }

  @Test
  void keepsPlainTextAsItIs() throws Exception {
    ScrapedPage page = read("text/plain", "\uFEFFone\n  <b>two</b>\n".getBytes(UTF_8));
    assertThat(page.text()).isEqualTo("one\n  <b>two</b>");
    assertThat(page.title()).isEmpty();
    assertThat(page.links()).isEmpty();
    assertThat(read("text/plain; charset=iso-8859-1", "ß".getBytes(ISO_8859_1)).text())
        .isEqualTo("ß");
  }

  @Test
  void takesTheLanguageFromTheHeaderAtLast() throws Exception {
    FetchedPage page =
        new FetchedPage(WebAddress.parse(URL), 200, "text/html", "de", Bytes.wrap(new byte[0]));
    assertThat(reader.read(URL, page).language()).isEqualTo("de");
    assertThat(html("<html xml:lang=fr>").language()).isEqualTo("fr");
    assertThat(html("<meta http-equiv=Content-Language content=it>").language()).isEqualTo("it");
  }

  @Test
  void keepsAsManyOfEachAsTheLimitSays() throws Exception {
    ScrapeConfig usual = ScrapeConfig.defaults();
    PageReader narrow =
        new PageReader(
            new ScrapeConfig(
                usual.allowedTargets(),
                usual.contentTypes(),
                usual.bodySizeMax(),
                usual.connectTimeout(),
                usual.fetchTimeout(),
                0,
                5,
                2,
                1,
                "x",
                1));
    byte[] two = "<p>12345</p><a href=1>x</a><a href=2>x</a><img src=1>".getBytes(UTF_8);
    assertThat(read(narrow, "text/html", two).text()).isEqualTo("12345");
    assertThat(read(narrow, "text/html", two).links()).hasSize(2);
    assertThat(read(narrow, "text/html", two).images()).hasSize(1);
    byte[] more =
        "<p>123\uD83D\uDE00\uD83D\uDE00</p><a href=1>x</a><a href=2>x</a><a href=3>x</a><img src=1><img src=2>"
            .getBytes(UTF_8);
    assertThat(read(narrow, "text/html", more).text()).isEqualTo("123\uD83D\uDE00");
    assertThat(read(narrow, "text/html", more).links()).hasSize(2);
    assertThat(read(narrow, "text/html", more).images()).hasSize(1);
    assertThat(read(narrow, "text/plain", "1234567".getBytes(UTF_8)).text()).isEqualTo("12345");
  }

  @Test
  void bringsEverythingTogetherUnderTheLimitOfAResult() throws Exception {
    String wide = "☃".repeat(3_000);
    String many =
        IntStream.range(0, 2_000)
            .mapToObj(
                number ->
                    "<a href='/%d/%s'></a><img src='/%d/%s'><h1>%s</h1><meta name=n%d content='%s'>"
                        .formatted(
                            number,
                            "x".repeat(2_000),
                            number,
                            "x".repeat(2_000),
                            "☃".repeat(600),
                            number,
                            wide))
            .collect(Collectors.joining());
    ScrapedPage page = html("<title>" + wide + "</title>" + many);
    assertThat(WorkResult.json(page).content().size()).isLessThan(8 << 20);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<div>",
        "<b><i>",
        "<p><b>",
        "<table><tr><td>",
        "<a href=x>",
        "<h1><span>",
        "<svg><g>",
        "<select><option>",
        "<ul><li>",
        "<template>",
        "<form><input>",
        "</p>",
        "<meta content=x name=y>"
      })
  @Timeout(60)
  void copesWithHostileNesting(String unit) throws Exception {
    int tags = (int) unit.chars().filter(character -> character == '<').count();
    ScrapedPage page = html(unit.repeat(PageReader.TAGS_MAX / tags) + "end");
    assertThat(page.byteCount()).isGreaterThan(PageReader.TAGS_MAX);
  }

  @Test
  void refusesAPageOfTooManyTags() throws Exception {
    assertThat(html("<p>".repeat(PageReader.TAGS_MAX)).text()).isEmpty();
    assertThatThrownBy(() -> html("<p>".repeat(PageReader.TAGS_MAX + 1)))
        .isInstanceOf(WorkException.class)
        .hasMessageContaining("more than 250000 tags");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\u0000",
        "<",
        "<!--",
        "<title>",
        "<![CDATA[",
        "&#x110000;&#xD800;",
        "<a href='http://['>",
        "<base href='::'><a href='%'>",
        "<meta charset='\u0000'>",
        "<meta charset=x-none>",
        "<?xml version='1.0' encoding='nope'?>",
        "<html lang='\uD800'>"
      })
  void neverCrashesOnMalformedPages(String html) throws Exception {
    assertThat(html(html).finalUrl()).isEqualTo(URL);
    assertThat(read("text/html", html.getBytes(UTF_8)).finalUrl()).isEqualTo(URL);
    assertThat(read("text/plain", html.getBytes(UTF_8)).finalUrl()).isEqualTo(URL);
  }

  @Test
  void refusesConfigurationsWithoutSense() {
    ScrapeConfig usual = ScrapeConfig.defaults();
    assertThat(usual.fetchTimeout()).isEqualTo(Duration.ofSeconds(20));
    assertThatThrownBy(
            () ->
                new ScrapeConfig(
                    usual.allowedTargets(),
                    usual.contentTypes(),
                    0,
                    usual.connectTimeout(),
                    usual.fetchTimeout(),
                    0,
                    0,
                    0,
                    0,
                    "x",
                    1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at least one byte");
  }
}
