package io.grapevine.benchmark;

import java.util.function.Consumer;

/**
 * What an idle connection costs the side that accepted it: hosts of another process connect and
 * then do nothing. Identify has run, gossip has not. Some connections are made before the first
 * measurement, so that what is paid once is not counted.
 */
record IdleScenario() implements Scenario {
  private static final int FIRST = 40;
  private static final double KIB = 1024;

  @Override
  public void run(Stack stack, Options options, Consumer<Measure> measures) throws Exception {
    try (BenchmarkHost server = stack.start(true)) {
      server.serve();
      try (Crowd crowd = Crowd.start(stack, server.address())) {
        crowd.connect(FIRST);
        long heap = ThisJvm.liveHeapBytes();
        long outside = ThisJvm.nativeBytes();
        int more = options.idleConnections();
        crowd.connect(more);
        long nowHeap = ThisJvm.liveHeapBytes();
        measures.accept(Measure.low("heap KiB each", (nowHeap - heap) / KIB / more));
        measures.accept(
            Measure.low(
                "stacks and buffers KiB each",
                Math.max(0, ThisJvm.nativeBytes() - outside) / KIB / more));
        measures.accept(Measure.low("platform threads", ThisJvm.threads()));
      }
    }
  }
}
