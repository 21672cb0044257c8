package io.grapevine.execution;

import static io.grapevine.testing.JobSamples.content;
import static io.grapevine.testing.JobSamples.job;
import static io.grapevine.testing.JobSamples.peer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.worker.Assignment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
  private static final Assignment ONE = assignment(1);
  private static final Assignment TWO = assignment(2);

  @TempDir private Path directory;

  @Test
  void givesBackWhatWasStored() throws Exception {
    Content result = Content.of("image/png", new byte[300_000]);
    try (ResultFiles files = new ResultFiles(directory.resolve("peer"))) {
      ok(files.store(ONE, content("one")));
      ok(files.store(TWO, result));
      assertThat(ok(files.load(ONE))).isEqualTo(content("one"));
      assertThat(ok(files.load(TWO))).isEqualTo(result);
      assertThat(count()).isEqualTo(2);
    }
    assertThat(count()).as("after the end").isZero();
  }

  @Test
  void forgetsWhatItIsToldToForget() throws Exception {
    try (ResultFiles files = new ResultFiles(directory.resolve("peer"))) {
      ok(files.store(ONE, content("one")));
      files.forget(ONE);
      files.forget(TWO);
      assertThatThrownBy(() -> ok(files.load(ONE))).hasCauseInstanceOf(IOException.class);
      assertThat(count()).isZero();
    }
  }

  @Test
  void removesWhatAnEarlierLifeLeft() throws Exception {
    Path own = Files.createDirectories(directory.resolve("peer"));
    Files.writeString(own.resolve("old.result"), "left");
    Files.writeString(own.resolve("notes.txt"), "not ours");
    try (ResultFiles files = new ResultFiles(own)) {
      await().until(() -> Files.notExists(own.resolve("old.result")));
      assertThat(files).isNotNull();
    }
    assertThat(own.resolve("notes.txt")).exists();
  }

  @Test
  void saysWhenTheDiskDoesNotTakeIt() throws Exception {
    Path blocked = Files.writeString(directory.resolve("peer"), "a file, no directory");
    try (ResultFiles files = new ResultFiles(blocked)) {
      assertThatThrownBy(() -> ok(files.store(ONE, content("one"))))
          .hasCauseInstanceOf(IOException.class);
    }
  }

  private long count() throws IOException {
    try (Stream<Path> all = Files.list(directory.resolve("peer"))) {
      return all.count();
    }
  }

  private static <T> T ok(CompletableFuture<T> outcome) throws Exception {
    return outcome.get(10, TimeUnit.SECONDS);
  }

  private static Assignment assignment(int number) {
    return new Assignment(peer(7), new AttemptId(job(number), number));
  }
}
