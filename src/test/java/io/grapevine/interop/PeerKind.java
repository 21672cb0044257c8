package io.grapevine.interop;

import static java.util.Objects.requireNonNullElse;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whose libp2p a foreign peer runs on, and what it takes to start one. */
enum PeerKind {
  JS("js-libp2p/", Path.of("src", "test", "interop", "js")) {
    @Override
    Optional<String> missing() {
      if (onPath("node").isEmpty()) {
        return Optional.of("no Node on the path");
      }
      return Files.isDirectory(folder().resolve("node_modules"))
          ? Optional.empty()
          : Optional.of("packages of the js peer are not installed: npm ci in " + folder());
    }

    @Override
    List<String> otherKeyTypes() {
      return List.of("RSA");
    }

    @Override
    List<String> command() {
      String node = onPath("node").orElseThrow().toString();
      return List.of(node, "--import", "./polyfill.mjs", "peer.mjs");
    }
  },

  GO("go-libp2p/", Path.of("src", "test", "interop", "go")) {
    @Override
    Optional<String> missing() {
      return Files.isExecutable(GO_PROGRAM)
          ? Optional.empty()
          : Optional.of(
              "the go peer is not built: go build -o %s in %s"
                  .formatted(GO_PROGRAM.toAbsolutePath(), folder()));
    }

    @Override
    List<String> otherKeyTypes() {
      return List.of("RSA", "ECDSA");
    }

    @Override
    List<String> command() {
      return List.of(GO_PROGRAM.toAbsolutePath().toString());
    }
  },

  /** Our own stack in a process, so that it can be killed like the others. */
  OWN("grapevine/", Path.of(".")) {
    @Override
    Optional<String> missing() {
      return Optional.empty();
    }

    @Override
    List<String> otherKeyTypes() {
      return List.of();
    }

    @Override
    List<String> command() {
      return OwnProgram.command();
    }
  };

  private static final Path GO_PROGRAM = Path.of("target", "interop", "go-peer");

  private final String agentPrefix;
  private final Path folder;

  PeerKind(String agentPrefix, Path folder) {
    this.agentPrefix = agentPrefix;
    this.folder = folder;
  }

  /** What this machine lacks to run such a peer, if anything. */
  abstract Optional<String> missing();

  /** The program without its options. */
  abstract List<String> command();

  /** How the agent that Identify tells begins. */
  String agentPrefix() {
    return agentPrefix;
  }

  /** Types of identities, beside Ed25519, that both this kind and our own stack can handle. */
  abstract List<String> otherKeyTypes();

  Path folder() {
    return folder;
  }

  private static Optional<Path> onPath(String program) {
    String path = requireNonNullElse(System.getenv("PATH"), "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
