package io.grapevine.execution;

import io.grapevine.coordination.ResultStore;
import io.grapevine.job.Content;
import io.grapevine.worker.Assignment;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps results in files, one each, in a directory of this worker's own. One thread does all of it
 * in order. Files that an earlier life left are removed, since nobody knows of them any more.
 */
public final class ResultFiles implements ResultStore {
  private static final Logger LOG = LoggerFactory.getLogger(ResultFiles.class);
  private static final String SUFFIX = ".result";

  /** Most tasks that wait for the disk; further ones fail at once. */
  private static final int TASKS_MAX = 10_000;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Path directory;
  private final ThreadPoolExecutor disk =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(TASKS_MAX),
          Thread.ofPlatform().daemon().name("grapevine-results").factory());

  /**
   * A store that makes its directory when there is something to store.
   *
   * @param directory of nobody else
   */
  public ResultFiles(Path directory) {
    this.directory = directory;
    disk.allowCoreThreadTimeOut(true);
    disk.execute(this::removeAll);
  }

  @Override
  public CompletableFuture<Void> store(Assignment assignment, Content result) {
    return later(
        () -> {
          write(file(assignment), result);
          return null;
        });
  }

  @Override
  public CompletableFuture<Content> load(Assignment assignment) {
    return later(() -> read(file(assignment)));
  }

  @Override
  public void forget(Assignment assignment) {
    var _ =
        later(() -> Files.deleteIfExists(file(assignment)))
            .whenComplete(
                (removed, fault) -> {
                  if (fault != null) {
                    LOG.warn("the result of {} stays on disk until a restart", assignment, fault);
                  }
                });
  }

  @Override
  public void close() {
    disk.shutdown();
    try {
      if (!disk.awaitTermination(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
        disk.shutdownNow();
      }
    } catch (InterruptedException hurry) {
      disk.shutdownNow();
      Thread.currentThread().interrupt();
    }
    removeAll();
  }

  private <T> CompletableFuture<T> later(Callable<T> task) {
    CompletableFuture<T> outcome = new CompletableFuture<>();
    try {
      disk.execute(
          () -> {
            try {
              outcome.complete(task.call());
            } catch (Exception fault) {
              outcome.completeExceptionally(fault);
            }
          });
    } catch (RejectedExecutionException full) {
      outcome.completeExceptionally(new IOException("the disk does not keep up", full));
    }
    return outcome;
  }

  private void write(Path file, Content result) throws IOException {
    Files.createDirectories(directory);
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(file))) {
      out.writeUTF(result.mediaType());
      out.write(result.bytes().array());
    } catch (IOException full) {
      Files.deleteIfExists(file);
      throw full;
    }
  }

  private static Content read(Path file) throws IOException {
    try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
      return Content.of(in.readUTF(), in.readAllBytes());
    }
  }

  private Path file(Assignment assignment) {
    return directory.resolve(
        "%s-%s-%d%s"
            .formatted(
                assignment.requester(),
                assignment.attempt().job(),
                assignment.attempt().number(),
                SUFFIX));
  }

  private void removeAll() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException fault) {
      LOG.warn("results of an earlier life stay in {}", directory, fault);
    }
  }
}
