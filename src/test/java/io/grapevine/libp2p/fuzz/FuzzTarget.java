package io.grapevine.libp2p.fuzz;

/** A decoder or state machine and what must hold for whatever it is fed. */
public interface FuzzTarget {

  /** Names the target on the command line, its seeds and its row in the documentation. */
  String name();

  /**
   * Feeds one input. Errors that the decoder declares are expected and swallowed.
   *
   * @param input any bytes; not to be modified
   * @throws AssertionError if a property does not hold
   * @throws Exception anything else that escapes is a finding as well
   */
  void fuzz(byte[] input) throws Exception;

  /** Longest input worth trying, in bytes. */
  default int maxBytes() {
    return 4096;
  }

  /** Mutated inputs in an ordinary test run; fewer for a target whose every input is expensive. */
  default int testRuns() {
    return 3000;
  }
}
