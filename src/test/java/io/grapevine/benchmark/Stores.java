package io.grapevine.benchmark;

import io.grapevine.storage.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the jobs of a benchmark are kept: {@code --grapevine.storage.url=} with {@code memory},
 * {@code sqlite} for a new file below {@code target}, {@code postgresql} for a new database on the
 * embedded server, or any address.
 */
final class Stores {
  private static final String OPTION = "--grapevine.storage.url=";
  private static final Path DIRECTORY = Path.of("target/benchmark");

  private Stores() {}

  static boolean isNotNamedIn(List<String> options) {
    return options.stream().noneMatch(option -> option.startsWith(OPTION));
  }

  /** The option with an address in place of the kind of a store; any other option as it is. */
  static String withFreshDatabase(String option) {
    return switch (option) {
      case OPTION + "sqlite" -> OPTION + freshFile();
      case OPTION + "postgresql" -> OPTION + TestPostgres.freshUrl();
      default -> option;
    };
  }

  /** A file that is not there yet. */
  static String freshFile() {
    try {
      Files.createDirectories(DIRECTORY);
      return "jdbc:sqlite:" + Files.createTempDirectory(DIRECTORY, "store").resolve("grapevine.db");
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
