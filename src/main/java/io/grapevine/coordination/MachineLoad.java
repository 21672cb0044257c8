package io.grapevine.coordination;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Measures this machine, or this container where the JVM runs in one with limits. Memory that the
 * operating system uses for caching counts as used. Safe for use by many threads, and to be shared
 * by all peers of a process: what the system says of its processors covers the time since anybody
 * asked last, so that one who asks right after another learns nothing.
 */
public final class MachineLoad implements LoadProbe {
  private static final long INTERVAL_NANOS = 900_000_000;

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private Sample latest = measure();
  private long measuredAt = System.nanoTime();

  @Override
  public synchronized Sample sample() {
    long now = System.nanoTime();
    if (now - measuredAt >= INTERVAL_NANOS) {
      latest = measure();
      measuredAt = now;
    }
    return latest;
  }

  private Sample measure() {
    double total = Math.max(1, system.getTotalMemorySize());
    return new Sample(system.getCpuLoad(), 1 - system.getFreeMemorySize() / total);
  }
}
