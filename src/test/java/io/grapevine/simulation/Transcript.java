package io.grapevine.simulation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * What was told to whom and what came of it. A run that is not recorded costs nothing for it, since
 * the same seed can be run again.
 */
final class Transcript {
  private final boolean recording;
  private final List<String> lines = new ArrayList<>();

  private Transcript(boolean recording) {
    this.recording = recording;
  }

  static Transcript recording() {
    return new Transcript(true);
  }

  static Transcript none() {
    return new Transcript(false);
  }

  void add(Instant at, Supplier<String> line) {
    if (recording) {
      lines.add(at + " " + line.get());
    }
  }

  List<String> lines() {
    return lines;
  }

  /** The latest lines. */
  String tail(int count) {
    return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
  }
}
