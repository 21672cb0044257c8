package io.grapevine.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.JobJournal;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed in the middle of its writes, again and again on the same file. */
@Timeout(120)
class CrashTest {
  private static final int CRASHES = 3;
  private static final int LINES = 400;

  @TempDir Path directory;

  @Test
  void everythingThatWasAcknowledgedIsThereAfterAKill() throws Exception {
    String url = "jdbc:sqlite:" + directory.resolve("store.db");
    List<String> acknowledged = new ArrayList<>();
    for (int crash = 1; crash <= CRASHES; crash++) {
      acknowledged.addAll(runAndKill(url, crash));
      try (Database database = Database.open(DatabaseConfig.of(url));
          SqlJobJournal journal =
              SqlJobJournal.open(
                  database, StoredJobs.SELF, StoredJobs.CONFIG, InstantSource.system())) {
        check(journal, acknowledged);
      }
    }
  }

  private static void check(JobJournal journal, List<String> acknowledged) {
    assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(LINES);
    for (String line : acknowledged) {
      String[] words = line.split(" ", 2);
      JobId id = JobId.parse(words[1]).orElseThrow();
      List<JobEvent> history = journal.history(id);
      assertThat(history).as(line).isNotEmpty();
      if (words[0].equals(StoreVictim.CONCLUDED)) {
        assertThat(history.getLast()).as(line).isInstanceOf(JobEvent.Concluded.class);
        assertThat(journal.result(id)).as(line).isPresent();
      }
    }
    for (List<JobEvent> history : journal.unfinished()) {
      assertThat(history).noneMatch(JobEvent.Concluded.class::isInstance);
    }
  }

  /** Where our classes come from, also under a launcher that loads them itself. */
  private static String classPath() {
    return CrashTest.class.getClassLoader() instanceof URLClassLoader loader
        ? Stream.of(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
        : System.getProperty("java.class.path");
  }

  private static List<String> runAndKill(String url, int round)
      throws IOException, InterruptedException {
    Process victim =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                StoreVictim.class.getName(),
                url,
                String.valueOf(round))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    List<String> lines = new ArrayList<>();
    try (BufferedReader said = victim.inputReader()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        if (line.startsWith(StoreVictim.ADMITTED) || line.startsWith(StoreVictim.CONCLUDED)) {
          lines.add(line);
        }
        if (lines.size() == LINES) {
          // By its handle, so that what it has said can still be read.
          victim.toHandle().destroyForcibly();
        }
      }
    } finally {
      victim.destroyForcibly();
      assertThat(victim.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
    // The last line may have been cut off in the middle.
    lines.removeIf(line -> line.length() < StoreVictim.ADMITTED.length() + 37);
    return lines;
  }
}
