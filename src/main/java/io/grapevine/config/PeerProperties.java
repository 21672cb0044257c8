package io.grapevine.config;

import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this peer is for.
 *
 * @param roles what this peer does: requester, worker, or both
 */
@ConfigurationProperties("grapevine")
public record PeerProperties(@DefaultValue({"requester", "worker"}) Set<Role> roles) {

  /** Copies the roles and requires one. */
  public PeerProperties {
    if (roles.isEmpty()) {
      throw new IllegalArgumentException(
          "grapevine.roles is empty; a peer is a requester, a worker, or both");
    }
    roles = Set.copyOf(roles);
  }
}
