package io.grapevine.libp2p.attack;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is measured around an attack. */
final class Gauges {
  private static final Pattern STACK_THREAD = Pattern.compile("\"(libp2p|pubsub)-[^\"]*\"");

  private Gauges() {}

  /** Bytes of live objects: what is used right after a collection. */
  static long liveHeap() {
    System.gc();
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /**
   * Threads of the stack, virtual ones included, which no counter of the platform knows: taken from
   * a dump by their names.
   */
  static int stackThreads() {
    try {
      Path folder = Files.createTempDirectory("threads");
      Path dump = folder.resolve("dump.json");
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.toString(), ThreadDumpFormat.JSON);
      Matcher names = STACK_THREAD.matcher(Files.readString(dump));
      int count = 0;
      while (names.find()) {
        count++;
      }
      Files.delete(dump);
      Files.delete(folder);
      return count;
    } catch (IOException e) {
      throw new AssertionError("no thread dump could be written", e);
    }
  }
}
