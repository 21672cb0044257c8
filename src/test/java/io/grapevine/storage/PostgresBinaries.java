package io.grapevine.storage;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.util.ArchUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL that Maven has fetched for this machine, unpacked once for all runs. */
public final class PostgresBinaries {
  private static final int EXECUTABLE = 0100;

  private PostgresBinaries() {}

  /** A directory with {@code bin}, {@code lib} and {@code share} that every user can read. */
  public static Path directory() {
    return Holder.DIRECTORY;
  }

  private static Path unpacked() {
    try {
      byte[] archive = archive();
      CRC32 sum = new CRC32();
      sum.update(archive);
      Path place =
          Path.of(System.getProperty("java.io.tmpdir"))
              .resolve(
                  "grapevine-postgres-%s-%08x"
                      .formatted(System.getProperty("user.name"), sum.getValue()));
      if (!Files.exists(place)) {
        Path draft = Files.createTempDirectory("grapevine-postgres-draft-");
        unpack(archive, draft);
        publish(draft, place);
      }
      return place;
    } catch (IOException impossible) {
      throw new UncheckedIOException("the PostgreSQL for tests cannot be unpacked", impossible);
    }
  }

  private static byte[] archive() throws IOException {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String family =
        system.contains("windows") ? "Windows" : system.contains("mac") ? "Darwin" : "Linux";
    String machine = ArchUtils.normalize(System.getProperty("os.arch"));
    try (InputStream archive =
        DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(family, machine)) {
      return archive.readAllBytes();
    }
  }

  private static void unpack(byte[] archive, Path directory) throws IOException {
    try (var entries =
        new TarArchiveInputStream(new XZInputStream(new ByteArrayInputStream(archive)))) {
      for (TarArchiveEntry entry = entries.getNextEntry();
          entry != null;
          entry = entries.getNextEntry()) {
        Path target = directory.resolve(entry.getName()).normalize();
        if (!target.startsWith(directory)) {
          throw new IOException("outside of its archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.resolveSibling("."));
          write(entry, entries, target);
        }
      }
    }
  }

  private static void write(TarArchiveEntry entry, InputStream content, Path target)
      throws IOException {
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
      return;
    }
    Files.copy(content, target);
    if ((entry.getMode() & EXECUTABLE) != 0 && !target.toFile().setExecutable(true, false)) {
      throw new IOException(target + " cannot be made executable");
    }
  }

  /** Another run may have done the same meanwhile. */
  private static void publish(Path draft, Path place) throws IOException {
    if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    try {
      Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException _) {
      PostgresServer.delete(draft);
    } catch (IOException taken) {
      if (!Files.isDirectory(place)) {
        throw taken;
      }
      PostgresServer.delete(draft);
    }
  }

  /** Unpacked when it is first needed. */
  private static final class Holder {
    static final Path DIRECTORY = unpacked();
  }
}
