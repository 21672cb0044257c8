package io.grapevine.libp2p.identity;

import io.grapevine.libp2p.multiformats.MalformedException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;

/**
 * Where a peer keeps its identity: one file with the protobuf form of the private key, readable by
 * its owner only. The file appears whole or not at all, is never overwritten, and when several
 * processes create it at the same time all of them end up with the same identity.
 */
public final class KeyFile {

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OTHERS =
      PosixFilePermissions.fromString("---rwxrwx");

  private KeyFile() {}

  /**
   * Reads the identity, or creates one if there is no file yet; missing directories are created.
   *
   * @throws KeyFileException if the file or its directory cannot be read or written, the file is
   *     not a valid key, or others than its owner have access to it
   */
  public static KeyPair loadOrCreate(Path file) throws KeyFileException {
    Path absolute = file.toAbsolutePath();
    if (!Files.exists(absolute)) {
      create(absolute);
    }
    return load(absolute);
  }

  private static KeyPair load(Path file) throws KeyFileException {
    if (!Files.isRegularFile(file)) {
      throw new KeyFileException(
          "The key file %s is not a regular file. Configure the path of a file.".formatted(file));
    }
    requireOwnerOnly(file);
    try {
      return KeyPair.decodePrivateKey(read(file));
    } catch (MalformedException e) {
      throw new KeyFileException(
          ("The key file %s is broken: %s. Restore it from a backup, or move it away and start"
                  + " again to get a new identity.")
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new KeyFileException(
          "The key file %s cannot be read: %s. Check that this user may read it."
              .formatted(file, reason(e)),
          e);
    }
  }

  private static byte[] read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(KeyMessage.MAX_BYTES + 1);
    }
  }

  private static void requireOwnerOnly(Path file) throws KeyFileException {
    if (!isPosix(file)) {
      return;
    }
    try {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(OTHERS::contains)) {
        throw new KeyFileException(
            ("The key file %s has the mode %s, so others than its owner have access to the private"
                    + " key. Run: chmod 600 %s")
                .formatted(file, PosixFilePermissions.toString(permissions), file));
      }
    } catch (KeyFileException e) {
      throw e;
    } catch (IOException e) {
      throw new KeyFileException(
          "The mode of the key file %s cannot be read: %s.".formatted(file, reason(e)), e);
    }
  }

  private static void create(Path file) throws KeyFileException {
    try {
      Path directory = Files.createDirectories(parent(file));
      Path draft = Files.createTempFile(directory, ".key-", ".draft", ownerOnly(file));
      try {
        write(draft, KeyPair.generate(new SecureRandom()).encodedPrivateKey());
        publish(draft, file);
      } finally {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new KeyFileException(
          ("The key file %s cannot be created: %s. Check that its directory exists and that this"
                  + " user may write there, or configure another path.")
              .formatted(file, reason(e)),
          e);
    }
  }

  private static void write(Path draft, byte[] key) throws IOException {
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(key);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  /** Gives the draft its name unless somebody else was faster; then theirs is the identity. */
  private static void publish(Path draft, Path file) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (UnsupportedOperationException | FileSystemException e) {
      moveWithoutLink(draft, file);
    }
  }

  /**
   * For file systems without hard links; here two processes in the same instant may still collide.
   */
  private static void moveWithoutLink(Path draft, Path file) throws IOException {
    try {
      Files.move(draft, file);
    } catch (FileAlreadyExistsException e) {
      // Somebody else was faster: theirs is the identity.
      return;
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path file) {
    return isPosix(file)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path file) {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static Path parent(Path file) throws KeyFileException {
    Path parent = file.getParent();
    if (parent == null) {
      throw new KeyFileException("The key file cannot be the directory " + file + ".");
    }
    return parent;
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return e.getClass().getSimpleName() + (message == null ? "" : " (" + message + ")");
  }
}
