package io.grapevine.execution;

import static io.grapevine.testing.JobSamples.START;
import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static io.grapevine.testing.JobSamples.reservation;
import static io.grapevine.testing.JobSamples.usage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.testing.Randomised;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.StoredResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
  private static final int SIZE_MAX = 1 << 20;
  private static final Assignment ONE = assignment(1);
  private static final Assignment TWO = assignment(2);

  @TempDir private Path root;
  private Path directory = Path.of("");

  @BeforeEach
  void name() {
    directory = root.resolve("peer");
  }

  @Test
  void givesBackWhatWasStored() throws Exception {
    Content result = Content.of("image/png", new byte[300_000]);
    try (ResultFiles files = open()) {
      store(files, ONE, content("one"));
      store(files, TWO, result);
      assertThat(ok(files.load(ONE))).isEqualTo(content("one"));
      assertThat(ok(files.load(TWO))).isEqualTo(result);
    }
  }

  @Test
  void findsAgainWhatAnEarlierLifeStored() throws Exception {
    Content empty = Content.of("text/plain", new byte[0]);
    try (ResultFiles files = open()) {
      store(files, ONE, content("one"));
      store(files, TWO, empty);
    }
    try (ResultFiles files = open()) {
      assertThat(ok(files.recall()))
          .containsExactlyInAnyOrder(about(ONE, content("one")), about(TWO, empty));
      assertThat(ok(files.load(ONE))).isEqualTo(content("one"));
      assertThat(ok(files.load(TWO))).isEqualTo(empty);
    }
  }

  @Test
  void leavesNothingBehindWhenNothingIsKept() throws Exception {
    try (ResultFiles files = open()) {
      assertThat(ok(files.recall())).isEmpty();
      assertThat(directory).doesNotExist();
      store(files, ONE, content("one"));
      files.forget(ONE);
      files.forget(TWO);
      assertThatThrownBy(() -> ok(files.load(ONE))).hasCauseInstanceOf(IOException.class);
    }
    assertThat(directory).doesNotExist();
  }

  @Test
  void isForOneProcessOnly() throws Exception {
    try (ResultFiles files = open()) {
      store(files, ONE, content("one"));
      assertThatThrownBy(this::open)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has that directory already");
    }
    open().close();
  }

  @Test
  void removesWhatIsNoResultAndLeavesWhatIsNotItsOwn() throws Exception {
    try (ResultFiles files = open()) {
      store(files, ONE, content("one"));
      store(files, TWO, content("two"));
    }
    Path two = directory.resolve(ResultFile.name(TWO));
    Files.copy(two, directory.resolve("of-another-name.result"));
    Files.copy(two, directory.resolve(ResultFile.name(assignment(3)) + ResultFile.UNFINISHED));
    Files.writeString(directory.resolve("short.result"), "abc");
    Files.createSymbolicLink(directory.resolve("link.result"), two);
    Files.createDirectory(directory.resolve("directory.result"));
    Files.writeString(directory.resolve("notes.txt"), "not ours");
    try (ResultFiles files = open()) {
      assertThat(ok(files.recall()))
          .containsExactlyInAnyOrder(about(ONE, content("one")), about(TWO, content("two")));
      assertThat(names())
          .containsExactlyInAnyOrder(
              ResultFile.name(ONE), ResultFile.name(TWO), "notes.txt", "lock");
    }
  }

  @Test
  void takesNoFileForAResultThatIsCutAnywhere() throws Exception {
    try (ResultFiles files = open()) {
      store(files, ONE, content("one"));
    }
    Path file = directory.resolve(ResultFile.name(ONE));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> ResultFile.describe(file, SIZE_MAX))
          .as("cut after %s bytes", length)
          .isInstanceOf(IOException.class);
    }
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));
    assertThatThrownBy(() -> ResultFile.describe(file, SIZE_MAX)).isInstanceOf(IOException.class);
    Files.write(file, whole);
    assertThatThrownBy(() -> ResultFile.describe(file, 2)).hasMessageContaining("too large");
  }

  @Test
  void bearsWhateverAFileHolds() throws Exception {
    try (ResultFiles files = open()) {
      store(files, ONE, content("one"));
    }
    Path file = directory.resolve(ResultFile.name(ONE));
    byte[] whole = Files.readAllBytes(file);
    Randomised.runs(2_000)
        .check(
            random -> {
              byte[] changed = whole.clone();
              for (int count = 1 + random.nextInt(4); count > 0; count--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
              }
              Files.write(file, changed);
              try {
                ResultFile.describe(file, SIZE_MAX);
                ResultFile.read(file, SIZE_MAX);
              } catch (IOException refused) {
                assertThat(refused).isNotNull();
              }
            });
  }

  @Test
  void saysWhenTheDiskDoesNotTakeIt() throws Exception {
    Files.writeString(directory, "a file, no directory");
    try (ResultFiles files = open()) {
      assertThatThrownBy(() -> store(files, ONE, content("one")))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  private ResultFiles open() throws IOException {
    return ResultFiles.open(directory, SIZE_MAX);
  }

  private static void store(ResultFiles files, Assignment assignment, Content result)
      throws Exception {
    ok(files.store(about(assignment, result), result));
  }

  private static StoredResult about(Assignment assignment, Content result) {
    return new StoredResult(assignment, result.digest(), result.size(), usage(result), START);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }

  private static <T> T ok(CompletableFuture<T> outcome) throws Exception {
    return outcome.get(10, TimeUnit.SECONDS);
  }

  private static Assignment assignment(int number) {
    return new Assignment(peer(7), new AttemptId(job(number), number), reservation(number));
  }
}
