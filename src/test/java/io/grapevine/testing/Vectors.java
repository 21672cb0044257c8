package io.grapevine.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Test vectors from text resources: one per line, comments begin with a number sign. */
public final class Vectors {

  private Vectors() {}

  /** The lines of a resource next to the class, without comments and empty lines. */
  public static List<String> lines(Class<?> neighbour, String name) {
    try (InputStream in = neighbour.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + name + " next to " + neighbour);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines, each split at spaces. */
  public static List<String[]> rows(Class<?> neighbour, String name) {
    return lines(neighbour, name).stream().map(line -> line.split(" +", -1)).toList();
  }
}
