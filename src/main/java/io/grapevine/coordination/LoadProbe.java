package io.grapevine.coordination;

/** Port: how busy the machine is. */
@FunctionalInterface
public interface LoadProbe {
  /** A fresh measurement. */
  Sample sample();

  /**
   * Shares in use.
   *
   * @param cpu of the processors, 0 to 1
   * @param memory of the memory available to this peer, 0 to 1
   */
  record Sample(double cpu, double memory) {
    /** Moves what is out of range, or not a number, into it. */
    public Sample {
      cpu = share(cpu);
      memory = share(memory);
    }

    private static double share(double value) {
      return value > 0 ? Math.min(value, 1) : 0;
    }
  }
}
