package io.grapevine.execution;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A directory that one process has for itself, by a lock on a file in it. */
final class DirectoryLock implements AutoCloseable {
  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Makes the directory if need be.
   *
   * @throws IOException if that fails, or somebody else has it
   */
  static DirectoryLock take(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve("lock");
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      // Whoever ends may have removed the file since it was opened.
      if (channel.tryLock() != null && Files.exists(file)) {
        return new DirectoryLock(file, channel);
      }
    } catch (OverlappingFileLockException here) {
      channel.close();
      throw new IOException("this process has that directory already", here);
    }
    channel.close();
    throw new IOException("another process has that directory");
  }

  /** Leaves the directory to others. */
  @Override
  public void close() throws IOException {
    try (channel) {
      Files.deleteIfExists(file);
    }
  }
}
