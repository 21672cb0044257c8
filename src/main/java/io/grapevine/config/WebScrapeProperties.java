package io.grapevine.config;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Which targets {@code web-scrape} may fetch.
 *
 * @param allowedNetworks networks such as 127.0.0.0/8 that may be fetched although they are
 *     private; everything that is not public is refused otherwise
 */
@ConfigurationProperties("grapevine.web-scrape")
public record WebScrapeProperties(@DefaultValue List<String> allowedNetworks) {
  /** Copies the networks; they are checked when they are parsed, which names the one at fault. */
  public WebScrapeProperties {
    allowedNetworks = List.copyOf(allowedNetworks);
  }
}
