package io.grapevine.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** One kind of work for a stack. */
@FunctionalInterface
interface Scenario {

  /** Runs once, in a JVM of its own, and hands over what it measured. */
  void run(Stack stack, Options options, Consumer<Measure> measures) throws Exception;

  /** All scenarios by name, in the order in which they run. */
  static Map<String, Scenario> all() {
    Map<String, Scenario> all = new LinkedHashMap<>();
    for (int hosts : new int[] {2, 10, 30}) {
      all.put("gossip-" + hosts, new GossipScenario(hosts));
    }
    for (int callers : new int[] {1, 64}) {
      all.put("echo-" + callers, new EchoScenario(callers));
    }
    for (int clients : new int[] {1, 8}) {
      all.put("connect-" + clients, new ConnectScenario(clients));
    }
    for (int streams : new int[] {1, 8}) {
      all.put("bulk-" + streams, new BulkScenario(streams));
    }
    all.put("idle", new IdleScenario());
    return all;
  }
}
