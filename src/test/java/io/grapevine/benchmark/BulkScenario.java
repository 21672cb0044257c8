package io.grapevine.benchmark;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Bulk transfer in one direction over one connection; time runs from asking for the streams until
 * the reader has confirmed the last byte.
 *
 * @param streams streams in parallel, which share the bytes
 */
record BulkScenario(int streams) implements Scenario {
  private static final long MEBIBYTE = 1024L * 1024;
  private static final int WARM_UP_SHARE = 4;

  @Override
  public void run(Stack stack, Options options, Consumer<Measure> measures) throws Exception {
    long bytes = options.bulkMebibytes() * MEBIBYTE;
    try (BenchmarkHost server = stack.start(true);
        BenchmarkHost client = stack.start(true)) {
      server.serve();
      BenchmarkConnection connection = client.connect(server.address());
      transfer(connection, bytes / WARM_UP_SHARE);
      long cpu = ThisJvm.cpuNanos();
      long start = System.nanoTime();
      transfer(connection, bytes);
      double seconds = (System.nanoTime() - start) / 1e9;
      double mebibytes = (double) bytes / MEBIBYTE;
      measures.accept(Measure.high("MiB/s", mebibytes / seconds));
      measures.accept(Measure.low("CPU ms/MiB", (ThisJvm.cpuNanos() - cpu) / 1e6 / mebibytes));
    }
  }

  private void transfer(BenchmarkConnection connection, long bytes) throws Exception {
    long share = bytes / streams;
    AtomicLong confirmed = new AtomicLong();
    Load.once(streams, caller -> confirmed.addAndGet(connection.transfer(share)));
    if (confirmed.get() != share * streams) {
      throw new IOException(confirmed + " of " + bytes + " bytes arrived");
    }
  }
}
