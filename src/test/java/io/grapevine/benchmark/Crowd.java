package io.grapevine.benchmark;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many dialling hosts in a process of their own, so that their memory is not that of the measured
 * one. The two sides talk by lines: a number asks for so many more connections, its echo says that
 * they stand.
 */
final class Crowd implements AutoCloseable {
  private static final int AT_ONCE = 4;

  private final Process process;
  private final BufferedWriter commands;
  private final BufferedReader answers;

  private Crowd(Process process) {
    this.process = process;
    this.commands = process.outputWriter(StandardCharsets.UTF_8);
    this.answers = process.inputReader(StandardCharsets.UTF_8);
  }

  static Crowd start(Stack stack, String address) throws IOException {
    return new Crowd(
        Forks.java(List.of(), Crowd.class, stack.getClass().getName(), address)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start());
  }

  /** Makes so many more connections. */
  void connect(int count) throws IOException {
    commands.write(count + "\n");
    commands.flush();
    String expected = Integer.toString(count);
    for (String line = answers.readLine(); !expected.equals(line); line = answers.readLine()) {
      if (line == null) {
        throw new IOException("the crowd has gone");
      }
    }
  }

  @Override
  public void close() {
    process.destroy();
  }

  /** The other process: class of the stack, address to dial. */
  public static void main(String... arguments) throws Exception {
    Stack stack =
        Class.forName(arguments[0]).asSubclass(Stack.class).getConstructor().newInstance();
    List<BenchmarkConnection> kept = new ArrayList<>();
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      int count = Integer.parseInt(line);
      for (int made = 0; made < count; made += AT_ONCE) {
        List<BenchmarkHost> hosts = new ArrayList<>();
        for (int i = made; i < Math.min(count, made + AT_ONCE); i++) {
          hosts.add(stack.start(false));
        }
        Load.once(
            hosts.size(),
            caller -> {
              BenchmarkConnection connection = hosts.get(caller).connect(arguments[1]);
              synchronized (kept) {
                kept.add(connection);
              }
            });
      }
      System.out.println(line);
    }
    System.exit(0);
  }
}
