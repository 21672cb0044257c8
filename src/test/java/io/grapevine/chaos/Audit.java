package io.grapevine.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the workers wrote down about their runs. */
final class Audit {
  /** By attempt, the workers that started it, once for each start. */
  private final Map<String, List<String>> starts = new LinkedHashMap<>();

  private int ends;

  static Audit of(List<Member> workers) throws IOException {
    Audit audit = new Audit();
    for (Member worker : workers) {
      Path file = worker.directory().resolve(AuditWork.FILE);
      for (String line : Files.readAllLines(file, UTF_8)) {
        audit.read(worker, line);
      }
    }
    return audit;
  }

  /** Attempts that ran more than once, and where. */
  Map<String, List<String>> repeated() {
    Map<String, List<String>> repeated = new LinkedHashMap<>(starts);
    repeated.values().removeIf(workers -> workers.size() == 1);
    return repeated;
  }

  /** Runs that were begun. */
  int runs() {
    return starts.values().stream().mapToInt(List::size).sum();
  }

  /** Runs that came to their end. */
  int ends() {
    return ends;
  }

  /** Jobs that were begun anywhere. */
  long jobs() {
    return starts.keySet().stream().map(Audit::job).distinct().count();
  }

  /** Whether an attempt of this job was begun anywhere. */
  boolean knows(String job) {
    return starts.keySet().stream().anyMatch(attempt -> job(attempt).equals(job));
  }

  private void read(Member worker, String line) {
    if (line.startsWith("start ")) {
      starts
          .computeIfAbsent(line.substring("start ".length()), _ -> new ArrayList<>())
          .add(worker.name());
    } else {
      ends++;
    }
  }

  private static String job(String attempt) {
    return attempt.substring(0, attempt.indexOf('#'));
  }
}
