package io.grapevine.job;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.DecoderFuzz;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.libp2p.fuzz.InputCursor;
import java.util.List;
import java.util.Map;

/**
 * Requirements and what is compared with them; places in traces; the lines in which shares and
 * their results come.
 */
public final class JobFuzz {
  private JobFuzz() {}

  /** One target for each. */
  public static List<FuzzTarget> targets() {
    return List.of(
        target("requirement", JobFuzz::requirement),
        target("traceparent", JobFuzz::traceParent),
        target("share", JobFuzz::share),
        target("result-lines", JobFuzz::resultLines));
  }

  private static FuzzTarget target(String name, DecoderFuzz.Check check) {
    return new DecoderFuzz(name, IllegalArgumentException.class, 0, check);
  }

  /** The length of what is wanted, that, and what a worker has. */
  private static void requirement(byte[] input) {
    InputCursor in = new InputCursor(input);
    String wanted = new String(in.take(in.next()), ISO_8859_1);
    String actual = new String(in.rest(), ISO_8859_1);
    Attributes worker = Attributes.of(Map.of("cpus", actual));
    boolean same = new Requirement("cpus", Comparison.EQUALS, wanted).isMetBy(worker);
    Claims.equal(wanted.equals(actual), same, "equality");
    Claims.that(
        new Requirement("cpus", Comparison.DIFFERS, wanted).isMetBy(worker) != same,
        "it is equal and differs");
    boolean oneOf = new Requirement("cpus", Comparison.ONE_OF, wanted).isMetBy(worker);
    Claims.that(
        !same || oneOf || wanted.contains(",") || !wanted.equals(wanted.trim()),
        "it is equal and not one of");
    for (Comparison number : List.of(Comparison.AT_LEAST, Comparison.AT_MOST)) {
      boolean met = new Requirement("cpus", number, wanted).isMetBy(worker);
      Claims.that(!same || met, "a number is less or more than itself");
      Claims.that(
          !new Requirement("cpus", number, wanted).isMetBy(Attributes.NONE), "nothing is enough");
    }
  }

  private static void traceParent(byte[] input) {
    String text = new String(input, ISO_8859_1);
    TraceParent.parse(text)
        .ifPresent(
            read -> {
              Claims.that(text.length() <= TraceParent.LENGTH_MAX, "too long a text was read");
              Claims.that(!text.startsWith("ff"), "a version that must not be");
              Claims.equal("00" + text.substring(2, 55), read.text(), "what is known of it");
              Claims.that(
                  text.length() == 55 || (!text.startsWith("00") && text.charAt(55) == '-'),
                  "more than there can be");
              Claims.that(
                  !read.text().contains("-" + "0".repeat(32) + "-")
                      && !read.text().contains("-" + "0".repeat(16) + "-"),
                  "a place that is none");
              Claims.equal(read, TraceParent.parse(read.text()).orElseThrow(), "read again");
            });
  }

  private static void share(byte[] input) {
    List<BatchItem> items = ShareContent.decode(Content.of(ShareContent.MEDIA_TYPE, input));
    Claims.that(items.size() <= BatchItem.NUMBER_MAX, "too many items");
    Claims.equal(items, ShareContent.decode(ShareContent.encode(items)), "items");
  }

  private static void resultLines(byte[] input) {
    for (byte[] line : ShareContent.lines(Content.of(ShareContent.RESULT_MEDIA_TYPE, input))) {
      ItemLine read = ItemLine.parse(line);
      Claims.that(read.item() >= 1 && read.item() <= BatchItem.NUMBER_MAX, "an item of no batch");
      Claims.same(line, read.text().array(), "line");
    }
  }
}
