package io.grapevine.execution.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.execution.WorkException;
import io.grapevine.job.FailureCode;
import io.grapevine.testing.Randomised;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {
  @ParameterizedTest
  @CsvSource({
    "http://example.com,http://example.com/",
    "HTTP://Example.COM:8080/A?b#c,http://example.com:8080/A?b",
    "https://example.com?q=1,https://example.com/?q=1",
    "http://bücher.example/ä b?ö=<>,http://xn--bcher-kva.example/%C3%A4%20b?%C3%B6=%3C%3E",
    "http://[::1]:80/,http://[::1]:80/",
    "http://example.com/%41%zz,http://example.com/%41%25zz",
    "http://example.com/a|b[c],http://example.com/a%7Cb%5Bc%5D",
    "' http://example.com/x ',http://example.com/x",
    "http://example.com\\@internal/,http://example.com/%5C@internal/",
    "http://example.com:/x,http://example.com/x"
  })
  void bringsUrlsIntoTheirForm(String text, String expected) throws Exception {
    assertThat(WebAddress.parse(text)).hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.com",
        "/path",
        "ftp://example.com/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http:example.com",
        "http://",
        "http:///x",
        "http://user@example.com/",
        "http://user:secret@example.com/",
        "http://@example.com/",
        "http://example.com@127.0.0.1/",
        "http://example.com:0/",
        "http://example.com:65536/",
        "http://example.com:99999999/",
        "http://example.com:x/",
        "http://0x7f.1/",
        "http://127.1/",
        "http://exa mple.com/",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://a..b/",
        "http://\u0000/"
      })
  void refusesWhatCannotBeDialled(String text) {
    assertThatThrownBy(() -> WebAddress.parse(text))
        .isInstanceOfSatisfying(
            WorkException.class,
            refused -> {
              assertThat(refused.failure().code()).isEqualTo(FailureCode.INPUT_REJECTED);
              assertThat(refused.failure().retryable()).isFalse();
            });
  }

  @Test
  void takesALengthAtTheLimitAndRefusesOnePast() throws Exception {
    String longest = "http://example.com/";
    longest += "a".repeat(WebAddress.LENGTH_MAX - longest.length());
    assertThat(WebAddress.parse(longest)).hasToString(longest);
    String tooLong = longest + "a";
    assertThatThrownBy(() -> WebAddress.parse(tooLong)).isInstanceOf(WorkException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "/x,http://h.example/x",
    "x,http://h.example/a/x",
    "../x,http://h.example/x",
    "?y=2,http://h.example/a/b?y=2",
    "'',http://h.example/a/b?q=1",
    "#frag,http://h.example/a/b?q=1",
    "//other.example/z,http://other.example/z",
    "https://other.example/z,https://other.example/z",
    "/ä ö,http://h.example/%C3%A4%20%C3%B6"
  })
  void followsRedirects(String location, String expected) throws Exception {
    assertThat(WebAddress.parse("http://h.example/a/b?q=1").resolve(location))
        .hasToString(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://h/", "//user@h/", "data:text/html,x"})
  void followsNoRedirectToSomethingElse(String location) throws Exception {
    WebAddress from = WebAddress.parse("http://h.example/a/b?q=1");
    assertThatThrownBy(() -> from.resolve(location)).isInstanceOf(WorkException.class);
  }

  @Test
  void neverThrowsAnythingElse() {
    String alphabet = "htps:/?#[]@%\\.a1-_ \u0000\u00e9\ud800<>\"{}|^`";
    Randomised.runs(10_000)
        .check(
            random -> {
              StringBuilder text = new StringBuilder(random.nextBoolean() ? "http://h" : "");
              int length = random.nextInt(20);
              for (int index = 0; index < length; index++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
              }
              try {
                WebAddress.parse(text.toString())
                    .resolve(text.substring(Math.min(8, text.length())));
              } catch (WorkException expected) {
                assertThat(expected.failure().retryable()).isFalse();
              }
            });
  }
}
