package io.grapevine.benchmark;

import java.util.ArrayList;
import java.util.List;

/** Starts JVMs like this one: same Java, same class path. */
final class Forks {
  private Forks() {}

  static ProcessBuilder java(List<String> flags, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(flags);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command);
  }
}
