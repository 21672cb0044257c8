package io.grapevine.libp2p.fuzz;

/** Where Jazzer enters; the system property {@code fuzz.target} says which target it feeds. */
public final class JazzerEntry {

  private static final FuzzTarget TARGET = FuzzTargets.named(System.getProperty("fuzz.target", ""));

  private JazzerEntry() {}

  /** The signature that Jazzer looks for. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    TARGET.fuzz(input);
  }
}
