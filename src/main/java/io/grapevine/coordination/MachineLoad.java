package io.grapevine.coordination;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Measures this machine, or this container where the JVM runs in one with limits. Memory that the
 * operating system uses for caching counts as used.
 */
public final class MachineLoad implements LoadProbe {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  @Override
  public Sample sample() {
    double total = Math.max(1, system.getTotalMemorySize());
    return new Sample(system.getCpuLoad(), 1 - system.getFreeMemorySize() / total);
  }
}
