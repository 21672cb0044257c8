package io.grapevine.libp2p.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.libp2p.peer.PeerId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

  @TempDir private Path directory = Path.of("unused");

  @Test
  void createsAnIdentityOnceAndKeepsIt() throws Exception {
    Path file = directory.resolve("some/where/peer.key");
    PeerId first = KeyFile.loadOrCreate(file).peerId();
    byte[] bytes = Files.readAllBytes(file);
    assertThat(KeyFile.loadOrCreate(file).peerId()).isEqualTo(first);
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    assertThat(KeyPair.decodePrivateKey(bytes).peerId()).isEqualTo(first);
  }

  @Test
  void letsOnlyTheOwnerReadIt() throws Exception {
    Path file = directory.resolve("peer.key");
    KeyFile.loadOrCreate(file);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void leavesNothingElseBehind() throws Exception {
    KeyFile.loadOrCreate(directory.resolve("peer.key"));
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("peer.key");
    }
  }

  @Test
  void givesAllWhoCreateItAtOnceTheSameIdentity() throws Exception {
    for (int round = 0; round < 10; round++) {
      Path file = directory.resolve("peer-" + round + ".key");
      CyclicBarrier start = new CyclicBarrier(4);
      Callable<PeerId> creation =
          () -> {
            start.await(10, TimeUnit.SECONDS);
            return KeyFile.loadOrCreate(file).peerId();
          };
      List<PeerId> ids = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<PeerId> id :
            threads.invokeAll(List.of(creation, creation, creation, creation))) {
          ids.add(id.get(10, TimeUnit.SECONDS));
        }
      }
      assertThat(ids).hasSize(4).containsOnly(ids.getFirst());
    }
  }

  @Test
  void readsTheKeyOfAnotherImplementation() throws Exception {
    Path file = write(PublicKeyTest.vector(KeyType.ED25519, "private"));
    assertThat(KeyFile.loadOrCreate(file).publicKey().encoded())
        .isEqualTo(PublicKeyTest.vector(KeyType.ED25519, "public"));
  }

  @Test
  void refusesAFileThatOthersCanRead() throws Exception {
    for (String mode : List.of("rw-r-----", "rw----r--", "rw--w----", "rwx--x---")) {
      Path file = directory.resolve(mode);
      KeyFile.loadOrCreate(file);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      assertThatThrownBy(() -> KeyFile.loadOrCreate(file))
          .isInstanceOf(KeyFileException.class)
          .hasMessageContaining(mode)
          .hasMessageEndingWith("Run: chmod 600 " + file);
    }
  }

  @Test
  void refusesABrokenFileAndLeavesItAlone() throws Exception {
    byte[] key = KeyPair.generate(new SecureRandom()).encodedPrivateKey();
    byte[] wrong = key.clone();
    wrong[10] ^= 1;
    byte[][] contents = {{}, Arrays.copyOf(key, 40), Arrays.copyOf(key, 69), wrong, new byte[5000]};
    for (byte[] content : contents) {
      Path file = write(content);
      assertThatThrownBy(() -> KeyFile.loadOrCreate(file))
          .isInstanceOf(KeyFileException.class)
          .hasMessageContaining("is broken")
          .hasMessageContaining("Restore it from a backup, or move it away");
      assertThat(Files.readAllBytes(file)).isEqualTo(content);
    }
  }

  @Test
  void refusesADirectory() {
    assertThatThrownBy(() -> KeyFile.loadOrCreate(directory))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("not a regular file");
    assertThatThrownBy(() -> KeyFile.loadOrCreate(Path.of("/")))
        .isInstanceOf(KeyFileException.class);
  }

  @Test
  void saysWhenItCannotBeCreated() throws Exception {
    Path obstacle = Files.createFile(directory.resolve("obstacle"));
    assertThatThrownBy(() -> KeyFile.loadOrCreate(obstacle.resolve("peer.key")))
        .isInstanceOf(KeyFileException.class)
        .hasMessageContaining("cannot be created");
  }

  private Path write(byte[] content) throws Exception {
    Path file =
        Files.createTempFile(
            directory,
            "key",
            "",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.write(file, content);
  }
}
