package io.grapevine.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Dial, Noise, Yamux and one Identify exchange, then close and wait until it is gone; again and
 * again against one server.
 *
 * @param clients dialling hosts
 */
record ConnectScenario(int clients) implements Scenario {

  @Override
  public void run(Stack stack, Options options, Consumer<Measure> measures) throws Exception {
    List<BenchmarkHost> dialers = new ArrayList<>();
    try (BenchmarkHost server = stack.start(true)) {
      server.serve();
      for (int i = 0; i < clients; i++) {
        dialers.add(stack.start(true));
      }
      String address = server.address();
      Load.Request cycle = caller -> dialers.get(caller).connect(address).close();
      Load.run(clients, options.warmUp(), cycle);
      Load.run(clients, options.window(), cycle).report("connections", measures);
    } finally {
      dialers.forEach(BenchmarkHost::close);
    }
  }
}
