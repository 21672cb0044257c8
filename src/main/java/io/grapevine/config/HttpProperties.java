package io.grapevine.config;

import io.grapevine.job.WorkType;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Work that is done by HTTP endpoints beside this peer, in whatever language they are written.
 *
 * @param url endpoint behind the work type {@code http}; without it that type is not done here
 * @param endpoints further endpoints, each under the name of its own work type
 */
@ConfigurationProperties("grapevine.http")
public record HttpProperties(@Nullable URI url, @DefaultValue Map<String, Endpoint> endpoints) {

  /** Checks the names, which become work types. */
  public HttpProperties {
    endpoints = Map.copyOf(endpoints);
    for (String name : endpoints.keySet()) {
      if (!WorkType.isValid(name)) {
        throw new IllegalArgumentException(
            "grapevine.http.endpoints holds the name '"
                + name
                + "'; a work type is 1 to 64 lower-case letters, digits, dots and hyphens");
      }
    }
  }

  /**
   * One endpoint.
   *
   * @param url where the payload is posted to
   * @param description for people, shown with the work type
   * @param concurrency requests at once
   * @param timeout of one whole exchange
   */
  public record Endpoint(
      URI url,
      @Nullable String description,
      @DefaultValue("8") int concurrency,
      @DefaultValue("5m") Duration timeout) {}
}
