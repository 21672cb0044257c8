package io.grapevine.config;

import io.grapevine.job.WorkType;
import io.grapevine.network.introduction.IntroductionConfig;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How this peer meets others of which it only heard.
 *
 * @param perType peers of each work type that this peer does or may ask for, and peers in all, with
 *     which it is connected before it stops dialling those that announce themselves; 0 means that
 *     it dials none of them
 * @param dialsPerMinute such dials on average; a quarter of it, at least 8, may come at once
 * @param remembered peers that are remembered with their addresses
 */
@ConfigurationProperties("grapevine.network.introductions")
public record IntroductionProperties(
    @DefaultValue("6") int perType,
    @DefaultValue("60") int dialsPerMinute,
    @DefaultValue("4096") int remembered) {
  private static final String PREFIX = "grapevine.network.introductions.";

  /** Checks the bounds. */
  public IntroductionProperties {
    Checks.atLeast(PREFIX + "per-type", perType, 0);
    Checks.atLeast(PREFIX + "dials-per-minute", dialsPerMinute, 1);
    Checks.atLeast(PREFIX + "remembered", remembered, 1);
    Checks.notAbove(PREFIX + "per-type", perType, PREFIX + "remembered", remembered);
  }

  /**
   * The bounds of a peer.
   *
   * @param connectionsMax from which on nobody is dialled
   * @param types for which the peer may ask
   */
  IntroductionConfig toConfig(int connectionsMax, Set<WorkType> types) {
    return new IntroductionConfig(perType, dialsPerMinute, remembered, connectionsMax, types);
  }
}
