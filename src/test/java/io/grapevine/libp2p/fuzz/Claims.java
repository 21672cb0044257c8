package io.grapevine.libp2p.fuzz;

import java.util.Arrays;
import java.util.HexFormat;

/** Assertions that cost next to nothing while they hold, for millions of executions. */
public final class Claims {

  private Claims() {}

  /** Fails with this sentence unless the condition holds. */
  public static void that(boolean holds, String otherwise) {
    if (!holds) {
      throw new AssertionError(otherwise);
    }
  }

  /** Fails unless both are equal. */
  public static void equal(Object expected, Object actual, String what) {
    if (!expected.equals(actual)) {
      throw new AssertionError("%s: expected %s, got %s".formatted(what, expected, actual));
    }
  }

  /** Fails unless both hold the same bytes. */
  public static void same(byte[] expected, byte[] actual, String what) {
    if (!Arrays.equals(expected, actual)) {
      throw new AssertionError(
          "%s: expected %s, got %s"
              .formatted(
                  what, HexFormat.of().formatHex(expected), HexFormat.of().formatHex(actual)));
    }
  }
}
