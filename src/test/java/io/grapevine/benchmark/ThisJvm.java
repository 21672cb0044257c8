package io.grapevine.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import javax.management.ObjectName;

/** What the measured process uses. */
final class ThisJvm {
  private static final int COLLECTIONS = 4;
  private static final int KIB = 1024;

  private ThisJvm() {}

  /** CPU time of the whole process: unlike latency it hardly depends on what else runs here. */
  static long cpuNanos() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
  }

  /** Platform threads, those of the JVM's own Java code included. */
  static int threads() {
    return ManagementFactory.getThreadMXBean().getThreadCount();
  }

  /** Bytes of the heap that survive collection. */
  static long liveHeapBytes() throws InterruptedException {
    // References that need a thread of the JVM to be let go of are gone after some rounds.
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * Memory of the process outside the heap that is neither code nor the collector's: thread stacks
   * and buffers. From the JVM's own account, so only with {@code -XX:NativeMemoryTracking=summary}.
   */
  static long nativeBytes() throws Exception {
    Object answer =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "vmNativeMemory",
                new Object[] {new String[] {"summary", "scale=KB"}},
                new String[] {String[].class.getName()});
    return String.valueOf(answer)
        .lines()
        .map(String::strip)
        .filter(line -> line.matches("- +(Thread|Other|NIO) \\(.*"))
        .mapToLong(line -> Long.parseLong(line.replaceAll(".*committed=(\\d+)KB.*", "$1")))
        .map(kibibytes -> kibibytes * KIB)
        .sum();
  }
}
