package io.grapevine.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/** The little JSON (RFC 8259) that this vocabulary needs: is it one value, and on one line. */
public final class JsonText {
  /** Deepest nesting that is taken for JSON. */
  static final int DEPTH_MAX = 200;

  private final byte[] text;
  private int at;

  private JsonText(byte[] text) {
    this.text = text;
  }

  /** Whether the bytes are UTF-8 and exactly one JSON value, nested no deeper than is allowed. */
  public static boolean isValue(byte[] text) {
    try {
      UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
    } catch (CharacterCodingException notText) {
      return false;
    }
    JsonText scan = new JsonText(text);
    return scan.value(0) && scan.atEnd();
  }

  /** The same value with line breaks and tabs, which stand only between tokens, as spaces. */
  public static byte[] onOneLine(byte[] text) {
    byte[] flat = text.clone();
    for (int i = 0; i < flat.length; i++) {
      if (flat[i] == '\n' || flat[i] == '\r' || flat[i] == '\t') {
        flat[i] = ' ';
      }
    }
    return flat;
  }

  /** A JSON string. Lone surrogates become question marks when it is encoded. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append("\\u%04x".formatted((int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private boolean value(int depth) {
    skipSpace();
    if (at == text.length || depth > DEPTH_MAX) {
      return false;
    }
    boolean sound =
        switch (text[at]) {
          case '{' -> members(depth);
          case '[' -> elements(depth);
          case '"' -> string();
          case 't' -> word("true");
          case 'f' -> word("false");
          case 'n' -> word("null");
          default -> number();
        };
    skipSpace();
    return sound;
  }

  private boolean members(int depth) {
    at++;
    skipSpace();
    if (take('}')) {
      return true;
    }
    do {
      skipSpace();
      if (!isNext('"') || !string()) {
        return false;
      }
      skipSpace();
      if (!take(':') || !value(depth + 1)) {
        return false;
      }
    } while (take(','));
    return take('}');
  }

  private boolean elements(int depth) {
    at++;
    skipSpace();
    if (take(']')) {
      return true;
    }
    do {
      if (!value(depth + 1)) {
        return false;
      }
    } while (take(','));
    return take(']');
  }

  private boolean string() {
    at++;
    while (at < text.length && text[at] != '"') {
      if (text[at] >= 0 && text[at] < 0x20) {
        return false;
      }
      if (text[at] == '\\' && !escape()) {
        return false;
      }
      at++;
    }
    return take('"');
  }

  /** Leaves off at the last character of the escape. */
  private boolean escape() {
    at++;
    if (at == text.length) {
      return false;
    }
    if (text[at] != 'u') {
      return "\"\\/bfnrt".indexOf(text[at]) >= 0;
    }
    for (int i = 0; i < 4; i++) {
      at++;
      if (at == text.length || Character.digit(text[at], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private boolean number() {
    take('-');
    if (!take('0') && !digits()) {
      return false;
    }
    if (take('.') && !digits()) {
      return false;
    }
    if (take('e') || take('E')) {
      if (!take('+')) {
        take('-');
      }
      return digits();
    }
    return true;
  }

  private boolean digits() {
    int start = at;
    while (at < text.length && text[at] >= '0' && text[at] <= '9') {
      at++;
    }
    return at > start;
  }

  private boolean word(String expected) {
    for (int i = 0; i < expected.length(); i++) {
      if (!take(expected.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private boolean isNext(char c) {
    return at < text.length && text[at] == c;
  }

  private boolean take(char c) {
    boolean is = isNext(c);
    at += is ? 1 : 0;
    return is;
  }

  private void skipSpace() {
    while (isNext(' ') || isNext('\n') || isNext('\r') || isNext('\t')) {
      at++;
    }
  }

  private boolean atEnd() {
    return at == text.length;
  }
}
