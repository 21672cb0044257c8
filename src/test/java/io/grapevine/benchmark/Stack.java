package io.grapevine.benchmark;

/**
 * One libp2p implementation under measurement. Implementations are found by {@link
 * java.util.ServiceLoader}, so that the same command measures whichever are on the class path.
 */
public interface Stack {

  /** A short name for the table, one word. */
  String name();

  /**
   * Starts a host with a new Ed25519 identity that speaks Noise, Yamux, Identify and GossipSub with
   * default parameters and signatures checked.
   *
   * @param listening whether it listens on a free TCP port of 127.0.0.1; otherwise it only dials
   */
  BenchmarkHost start(boolean listening) throws Exception;
}
