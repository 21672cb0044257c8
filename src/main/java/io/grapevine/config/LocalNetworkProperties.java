package io.grapevine.config;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A network for trying things out: more peers in the same process, each with its own identity, host
 * and TCP port on loopback.
 *
 * @param workers how many worker peers to start beside this one; 0 for a peer on its own
 */
@ConfigurationProperties("grapevine.local")
public record LocalNetworkProperties(@DefaultValue("0") int workers) {
  private static final int WORKERS_MAX = 64;

  /** Checks the bounds. */
  public LocalNetworkProperties {
    Checks.atLeast("grapevine.local.workers", workers, 0);
    if (workers > WORKERS_MAX) {
      throw new IllegalArgumentException(
          "grapevine.local.workers is " + workers + "; one process starts at most " + WORKERS_MAX);
    }
  }
}
