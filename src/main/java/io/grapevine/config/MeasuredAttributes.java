package io.grapevine.config;

import com.sun.management.OperatingSystemMXBean;
import io.grapevine.job.Attributes;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a worker can say of itself without being told. */
final class MeasuredAttributes {
  private MeasuredAttributes() {}

  /**
   * The measured attributes, and what is configured on top of them.
   *
   * @throws IllegalArgumentException with a sentence if a configured one is not sound
   */
  static Attributes overriddenBy(Map<String, String> configured) {
    TreeMap<String, String> values = new TreeMap<>();
    values.put("cpus", Integer.toString(Runtime.getRuntime().availableProcessors()));
    values.put("memory-mb", Long.toString(memory() >> 20));
    values.put("os", System.getProperty("os.name", "unknown").toLowerCase(Locale.ROOT));
    values.put("arch", System.getProperty("os.arch", "unknown").toLowerCase(Locale.ROOT));
    values.putAll(configured);
    return new Attributes(values);
  }

  /** Of the machine, or of the container where there is one; in bytes. */
  private static long memory() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
  }
}
