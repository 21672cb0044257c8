package io.grapevine.job;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Walks over a line whose form is fixed; everything else is refused. */
final class LineReader {
  private static final int DIGITS_MAX = 9;

  private final byte[] line;
  private int at;

  LineReader(byte[] line) {
    this.line = line;
  }

  /** Whether this text comes next. */
  boolean isNext(String text) {
    byte[] expected = text.getBytes(US_ASCII);
    return at + expected.length <= line.length
        && Arrays.equals(line, at, at + expected.length, expected, 0, expected.length);
  }

  LineReader skip(String text) {
    if (!isNext(text)) {
      throw new IllegalArgumentException("a line has no " + text + " where it is expected");
    }
    at += text.length();
    return this;
  }

  int number() {
    int start = at;
    while (at < line.length && line[at] >= '0' && line[at] <= '9') {
      at++;
    }
    if (at == start || at - start > DIGITS_MAX) {
      throw new IllegalArgumentException("a line has no number where one is expected");
    }
    return Integer.parseInt(new String(line, start, at - start, US_ASCII));
  }

  /** Capital letters and underscores, as names of constants are made of. */
  String name() {
    int start = at;
    while (at < line.length && (line[at] == '_' || (line[at] >= 'A' && line[at] <= 'Z'))) {
      at++;
    }
    return new String(line, start, at - start, US_ASCII);
  }

  /** Everything up to this text at the end of the line. */
  Bytes valueBefore(String end) {
    int until = line.length - end.length();
    int start = at;
    at = Math.max(at, until);
    skip(end);
    return Bytes.wrap(Arrays.copyOfRange(line, start, until));
  }
}
