package io.grapevine.benchmark;

/** A connection that {@link BenchmarkHost#connect} has made. Safe for use by many threads. */
public interface BenchmarkConnection {

  /**
   * Sends a request on a new stream of the echo protocol, ends its direction and waits for the
   * whole answer.
   *
   * @return bytes of the answer
   */
  int request(byte[] request) throws Exception;

  /**
   * Sends so many bytes on a new stream of the sink protocol, waiting whenever the stack cannot
   * take more, and waits for the answer.
   *
   * @return how many bytes the other end says that it has read
   */
  long transfer(long bytes) throws Exception;

  /** Closes the connection, and returns when it is gone at this end. */
  void close() throws Exception;
}
