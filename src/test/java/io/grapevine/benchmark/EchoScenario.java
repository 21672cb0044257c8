package io.grapevine.benchmark;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * 1 KiB there and back on a new stream per request over one connection, both ends half-close; time
 * runs from asking for the stream to the last byte.
 *
 * @param callers requests in flight
 */
record EchoScenario(int callers) implements Scenario {
  private static final int REQUEST_BYTES = 1024;

  @Override
  public void run(Stack stack, Options options, Consumer<Measure> measures) throws Exception {
    try (BenchmarkHost server = stack.start(true);
        BenchmarkHost client = stack.start(true)) {
      server.serve();
      BenchmarkConnection connection = client.connect(server.address());
      Load.Request request = caller -> request(connection);
      Load.run(callers, options.warmUp(), request);
      Load.run(callers, options.window(), request).report("requests", measures);
    }
  }

  private static void request(BenchmarkConnection connection) throws Exception {
    int answered = connection.request(new byte[REQUEST_BYTES]);
    if (answered != REQUEST_BYTES) {
      throw new IOException("the echo has " + answered + " bytes");
    }
  }
}
