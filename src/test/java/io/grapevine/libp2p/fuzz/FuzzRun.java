package io.grapevine.libp2p.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The long run: one target after the other under Jazzer, each in a process of its own. Arguments:
 * the target's name or {@code all}, and seconds for each. What is learnt stays in {@code
 * target/fuzz/NAME/corpus} and is used the next time; a finding is written to {@code
 * target/fuzz/NAME}, and the run ends with an error. The last lines are a table.
 */
// A command line program: its output is its result.
@SuppressWarnings("SystemOut")
public final class FuzzRun {

  private static final Path FOLDER = Path.of("target", "fuzz");
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in (\\d+) second");
  private static final Pattern COVERAGE =
      Pattern.compile("cov: (\\d+) ft: \\d+ corp: (\\d+)/\\S+.*");
  private static final Pattern FINDING = Pattern.compile("== Java Exception: (.*)|ERROR: (.*)");

  private FuzzRun() {}

  /** Runs and prints. */
  public static void main(String[] arguments) throws Exception {
    String name = arguments[0];
    int seconds = Integer.parseInt(arguments[1]);
    List<FuzzTarget> targets =
        name.equals("all") ? FuzzTargets.all() : List.of(FuzzTargets.named(name));
    List<String> rows = new ArrayList<>();
    boolean clean = true;
    for (FuzzTarget target : targets) {
      clean &= run(target, seconds, rows);
    }
    System.out.println("| target | executions | per second | edges | inputs kept | finding |");
    System.out.println("|---|--:|--:|--:|--:|---|");
    rows.forEach(System.out::println);
    if (!clean) {
      System.exit(1);
    }
  }

  private static boolean run(FuzzTarget target, int seconds, List<String> rows)
      throws IOException, InterruptedException {
    Path folder = FOLDER.resolve(target.name());
    Path seeds = Files.createDirectories(folder.resolve("seeds"));
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    int number = 0;
    for (byte[] seed : Seeds.of(target)) {
      Files.write(seeds.resolve("seed-" + number++), seed);
    }
    Path log = folder.resolve("log.txt");
    System.out.println(target.name() + ": " + seconds + " s, see " + log);
    Process process =
        new ProcessBuilder(command(target, folder, corpus, seeds, seconds))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    int status = process.waitFor();
    rows.add(row(target, Files.readString(log)));
    return status == 0;
  }

  private static List<String> command(
      FuzzTarget target, Path folder, Path corpus, Path seeds, int seconds) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx1g",
        "-XX:+UseSerialGC",
        "-XX:+EnableDynamicAgentLoading",
        "-Dfuzz.target=" + target.name(),
        "-cp",
        System.getProperty("java.class.path"),
        "com.code_intelligence.jazzer.Jazzer",
        "--target_class=" + JazzerEntry.class.getName(),
        "--instrumentation_includes=io.grapevine.**",
        "--custom_hook_includes=io.grapevine.**",
        "--reproducer_path=" + folder,
        corpus.toString(),
        seeds.toString(),
        "-artifact_prefix=" + folder + "/",
        "-max_total_time=" + seconds,
        "-max_len=" + target.maxBytes(),
        "-timeout=20",
        "-use_value_profile=1",
        "-print_final_stats=1");
  }

  private static String row(FuzzTarget target, String log) {
    Matcher done = DONE.matcher(log);
    boolean ended = done.find();
    long runs = ended ? Long.parseLong(done.group(1)) : 0;
    long seconds = ended ? Math.max(1, Long.parseLong(done.group(2))) : 1;
    String edges = "";
    String kept = "";
    Matcher coverage = COVERAGE.matcher(log);
    while (coverage.find()) {
      edges = coverage.group(1);
      kept = coverage.group(2);
    }
    Matcher finding = FINDING.matcher(log);
    String found = finding.find() ? finding.group() : "none";
    return "| %s | %,d | %,d | %s | %s | %s |"
        .formatted(target.name(), runs, runs / seconds, edges, kept, found);
  }
}
