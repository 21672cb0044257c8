package io.grapevine.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that a file is used by one process only, by a lock on another file beside it. The
 * operating system takes the lock back when the process ends, however it ends.
 */
final class OneProcess implements AutoCloseable {
  private final FileChannel channel;

  private OneProcess(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the file for this process.
   *
   * @throws StoreException if somebody else has it
   */
  static OneProcess take(Path file) {
    Path beside = file.resolveSibling(file.getFileName() + ".lock");
    FileChannel channel = null;
    try {
      channel = FileChannel.open(beside, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (isLocked(channel.tryLock())) {
        return new OneProcess(channel);
      }
      channel.close();
    } catch (OverlappingFileLockException heldHere) {
      closeQuietly(channel);
    } catch (IOException unusable) {
      closeQuietly(channel);
      throw new StoreException(
          "The store %s cannot be locked: %s".formatted(file, unusable.getMessage()), unusable);
    }
    throw new StoreException(
        ("The store %s is used by another peer. Give this one a file of its own by"
                + " grapevine.storage.url, or let both use one PostgreSQL.")
            .formatted(file));
  }

  private static boolean isLocked(@Nullable FileLock lock) {
    return lock != null && lock.isValid();
  }

  private static void closeQuietly(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException _) {
      // The lock was not taken, and that is what is told.
    }
  }

  @Override
  public void close() {
    closeQuietly(channel);
  }
}
