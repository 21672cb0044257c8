package io.grapevine.libp2p.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * What decoding may cost, in proportion to the input: bytes allocated on the heap and processor
 * time, both of this thread alone. A measurement above the bound is repeated, since the first one
 * may have paid for loading a class or for a compiler in between; a decoder that is really
 * expensive stays so.
 */
public final class Cost {

  /** Allocation that is free, in bytes: constant parts of crypto and of error messages. */
  private static final long FREE_BYTES = 256 * 1024;

  /** Bytes allocated per byte of input. */
  private static final long BYTES_PER_BYTE = 64;

  private static final long FREE_NANOS = 50_000_000;
  private static final long NANOS_PER_BYTE = 5_000;
  private static final int ATTEMPTS = 4;

  /** What Jazzer weaves in allocates too, so the bound on the heap is wider there. */
  private static final int WIDTH = System.getProperty("fuzz.target") == null ? 1 : 8;

  private static final ThreadMXBean THREADS =
      ManagementFactory.getPlatformMXBean(ThreadMXBean.class);

  private Cost() {}

  /** Something that decodes, and swallows the errors that it declares. */
  @FunctionalInterface
  public interface Decoding {
    /** Decodes, always the same input. */
    void run() throws Exception;
  }

  /** Decodes within the bounds; runs it again if it was not. */
  public static void bounded(int inputBytes, Decoding decoding) throws Exception {
    bounded(inputBytes, 0, decoding);
  }

  /**
   * The same with an allowance for what the target itself does.
   *
   * @param moreBytes further bytes that may be allocated
   */
  public static void bounded(int inputBytes, long moreBytes, Decoding decoding) throws Exception {
    long bytesMax = WIDTH * (FREE_BYTES + moreBytes + BYTES_PER_BYTE * inputBytes);
    long nanosMax = FREE_NANOS + NANOS_PER_BYTE * inputBytes;
    long bytes = 0;
    long nanos = 0;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long bytesBefore = THREADS.getCurrentThreadAllocatedBytes();
      long nanosBefore = THREADS.getCurrentThreadCpuTime();
      decoding.run();
      nanos = THREADS.getCurrentThreadCpuTime() - nanosBefore;
      bytes = THREADS.getCurrentThreadAllocatedBytes() - bytesBefore;
      if (bytes <= bytesMax && nanos <= nanosMax) {
        return;
      }
    }
    throw new AssertionError(
        "%d bytes of input cost %d bytes of heap (at most %d) and %d us (at most %d)"
            .formatted(inputBytes, bytes, bytesMax, nanos / 1000, nanosMax / 1000));
  }
}
