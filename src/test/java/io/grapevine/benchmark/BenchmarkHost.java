package io.grapevine.benchmark;

import java.util.function.Consumer;

/** A running host of a {@link Stack}. Safe for use by many threads. */
public interface BenchmarkHost extends AutoCloseable {

  /** Where it listens, with {@code /p2p/} and its id; only for a host that listens. */
  String address();

  /**
   * Serves two protocols from now on; called before anybody connects. <em>Echo</em> sends each
   * request back once the remote has ended its direction, and ends its own. <em>Sink</em> reads to
   * the end, answers with the number of bytes it read (eight bytes, big-endian) and ends its
   * direction. Reading must hold back the sender when it does not keep up.
   */
  void serve();

  /** Dials, and returns when the connection is secured, multiplexed and Identify has answered. */
  BenchmarkConnection connect(String address) throws Exception;

  /**
   * Subscribes to a topic.
   *
   * @param received called with the payload of each message of another host, by any thread
   */
  void join(String topic, Consumer<byte[]> received);

  /**
   * Signs and publishes. Need not wait until anything is written, and does nothing while nobody is
   * there to publish to.
   */
  void publish(String topic, byte[] payload);

  @Override
  void close();
}
