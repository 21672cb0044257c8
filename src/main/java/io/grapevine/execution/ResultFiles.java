package io.grapevine.execution;

import io.grapevine.coordination.ResultStore;
import io.grapevine.job.Content;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.StoredResult;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps results in files, one each, in a directory of this worker's own, which is there only while
 * there are some. One thread does all of it in order. What a crash left half written, and whatever
 * else looks like a result and is none, is removed.
 */
public final class ResultFiles implements ResultStore {
  private static final Logger LOG = LoggerFactory.getLogger(ResultFiles.class);

  /** Most tasks that wait for the disk; further ones fail at once. */
  private static final int TASKS_MAX = 10_000;

  /** Most files that are looked at after a restart; others stay where they are. */
  private static final int FILES_MAX = 100_000;

  private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

  private final Path directory;
  private final int sizeMax;
  private final ThreadPoolExecutor disk =
      new ThreadPoolExecutor(
          1,
          1,
          1,
          TimeUnit.MINUTES,
          new ArrayBlockingQueue<>(TASKS_MAX),
          Thread.ofPlatform().daemon().name("grapevine-results").factory());

  // Guarded by this.
  private @Nullable DirectoryLock lock;

  private ResultFiles(Path directory, int sizeMax) {
    this.directory = directory;
    this.sizeMax = sizeMax;
    disk.allowCoreThreadTimeOut(true);
  }

  /**
   * A store that makes its directory when there is something to store.
   *
   * @param directory of nobody else
   * @param sizeMax most bytes of one result; files with more are not taken for results
   * @throws IOException if the directory is there and somebody else has it
   */
  public static ResultFiles open(Path directory, int sizeMax) throws IOException {
    ResultFiles files = new ResultFiles(directory, sizeMax);
    if (Files.isDirectory(directory)) {
      files.claim();
    }
    return files;
  }

  @Override
  public CompletableFuture<List<StoredResult>> recall() {
    return later(this::index);
  }

  @Override
  public CompletableFuture<Void> store(StoredResult about, Content result) {
    return later(
        () -> {
          claim();
          ResultFile.write(file(about.assignment()), about, result);
          force(directory);
          return null;
        });
  }

  @Override
  public CompletableFuture<Content> load(Assignment assignment) {
    return later(() -> ResultFile.read(file(assignment), sizeMax));
  }

  @Override
  public void forget(Assignment assignment) {
    var _ =
        later(() -> Files.deleteIfExists(file(assignment)))
            .whenComplete(
                (removed, fault) -> {
                  if (fault != null) {
                    LOG.warn(
                        "the result of {} stays on disk, and is found there after a restart",
                        assignment,
                        fault);
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
    leave();
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

  private Path file(Assignment assignment) {
    return directory.resolve(ResultFile.name(assignment));
  }

  private synchronized void claim() throws IOException {
    if (lock == null) {
      lock = DirectoryLock.take(directory);
    }
  }

  private List<StoredResult> index() throws IOException {
    List<StoredResult> found = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return found;
    }
    claim();
    int unsound = 0;
    String first = "";
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, this::isOurs)) {
      for (Path file : files) {
        if (found.size() + unsound >= FILES_MAX) {
          break;
        }
        try {
          found.add(ResultFile.describe(file, sizeMax));
        } catch (IOException problem) {
          first = unsound == 0 ? String.valueOf(problem.getMessage()) : first;
          unsound++;
          remove(file);
        }
      }
    }
    if (unsound > 0) {
      LOG.warn(
          "{} files in {} were no whole results and are removed; the first: {}",
          unsound,
          directory,
          first);
    }
    return found;
  }

  private boolean isOurs(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(ResultFile.SUFFIX) || name.endsWith(ResultFile.UNFINISHED);
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException stuck) {
      LOG.debug("{} cannot be removed", file, stuck);
    }
  }

  /** So that a file that was renamed is there after a crash; not every system can do that. */
  private static void force(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unable) {
      LOG.debug("{} cannot be forced to disk", directory, unable);
    }
  }

  private synchronized void leave() {
    if (lock == null) {
      return;
    }
    try {
      lock.close();
      Files.deleteIfExists(directory);
    } catch (DirectoryNotEmptyException | NoSuchFileException kept) {
      LOG.debug("{} stays", directory, kept);
    } catch (IOException fault) {
      LOG.warn("{} is not left in good order", directory, fault);
    }
    lock = null;
  }
}
