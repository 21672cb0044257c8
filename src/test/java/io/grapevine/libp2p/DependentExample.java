package io.grapevine.libp2p;

import io.grapevine.job.WorkType;
import java.time.Instant;

/**
 * What no class of the stack may be: it uses another part of Grapevine and reads the wall clock.
 */
public final class DependentExample {

  private DependentExample() {}

  /** A dependency. */
  public static String about(WorkType type) {
    return type.name() + Instant.now();
  }
}
