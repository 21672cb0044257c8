package io.grapevine.benchmark;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** The stacks that can be measured: ours, and those that the class path offers besides. */
final class Stacks {
  private Stacks() {}

  /** All of them, ours first. */
  static List<Stack> all() {
    Stream<Stack> others =
        ServiceLoader.load(Stack.class).stream().map(ServiceLoader.Provider::get);
    return Stream.concat(Stream.of(new GrapevineStack()), others).toList();
  }

  /**
   * The stack of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Stack named(String name) {
    return all().stream()
        .filter(stack -> stack.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no stack " + name));
  }
}
