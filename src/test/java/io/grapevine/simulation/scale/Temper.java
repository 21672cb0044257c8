package io.grapevine.simulation.scale;

/** How good a worker is. */
enum Temper {
  SOUND,
  /** Answers offers, and cannot be dialled. */
  UNREACHABLE,
  /** Takes jobs, and is never heard of again. */
  SILENT,
  /** Fails every job at once. */
  FAILING;

  /** The tempers of the broken take turns, spread evenly over all workers. */
  static Temper of(int worker, int workers, double broken) {
    long before = (long) Math.floor(broken * worker + 1e-9);
    long after = (long) Math.floor(broken * (worker + 1) + 1e-9);
    return before == after ? SOUND : values()[1 + (int) (before % (values().length - 1))];
  }
}
