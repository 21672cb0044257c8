package io.grapevine.benchmark;

import io.grapevine.libp2p.identity.Ed25519Choice;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts JVMs like this one: same Java, same class path, same library for signatures. Unless
 * {@value Ed25519Choice#PROPERTY} says otherwise that is BouncyCastle, which the jar carries,
 * although the class path of a benchmark has faster ones.
 */
final class Forks {
  private Forks() {}

  static ProcessBuilder java(List<String> flags, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    String signatures = System.getProperty(Ed25519Choice.PROPERTY, "bouncycastle");
    command.add("-D" + Ed25519Choice.PROPERTY + "=" + signatures);
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
