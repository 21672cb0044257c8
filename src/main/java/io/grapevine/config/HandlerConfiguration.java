package io.grapevine.config;

import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.WorkHandler;
import io.grapevine.execution.echo.EchoHandler;
import io.grapevine.execution.http.BoundedHttpClient;
import io.grapevine.execution.http.HttpEndpoint;
import io.grapevine.execution.http.HttpForwardHandler;
import io.grapevine.execution.scrape.AddressRange;
import io.grapevine.execution.scrape.NameResolver;
import io.grapevine.execution.scrape.ScrapeConfig;
import io.grapevine.execution.scrape.WebScrapeHandler;
import io.grapevine.job.WorkType;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The work types of this peer: the built-in ones, one for each configured HTTP endpoint, and every
 * bean that implements {@link WorkHandler}.
 */
@Configuration(proxyBeanMethods = false)
class HandlerConfiguration {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final int CONNECTIONS_MAX = 64;

  @Bean
  EchoHandler echoHandler() {
    return new EchoHandler(CONNECTIONS_MAX);
  }

  @Bean
  WebScrapeHandler webScrapeHandler(WebScrapeProperties properties)
      throws NoSuchAlgorithmException {
    List<AddressRange> allowed = new ArrayList<>();
    for (String network : properties.allowedNetworks()) {
      try {
        allowed.add(AddressRange.parse(network));
      } catch (IllegalArgumentException wrong) {
        throw new StartupException(
            "grapevine.web-scrape.allowed-networks holds '%s': %s"
                .formatted(network, wrong.getMessage()),
            wrong);
      }
    }
    return new WebScrapeHandler(
        ScrapeConfig.defaults().allowing(allowed), NameResolver.system(), SSLContext.getDefault());
  }

  @Bean
  BoundedHttpClient endpointClient() throws NoSuchAlgorithmException {
    return new BoundedHttpClient(SSLContext.getDefault(), CONNECT_TIMEOUT, CONNECTIONS_MAX);
  }

  @Bean
  HandlerCatalog handlerCatalog(
      List<WorkHandler> handlers, HttpProperties http, BoundedHttpClient client) {
    List<WorkHandler> all = new ArrayList<>(handlers);
    URI url = http.url();
    try {
      if (url != null) {
        all.add(new HttpForwardHandler(HttpEndpoint.builtIn(url), client));
      }
      for (Map.Entry<String, HttpProperties.Endpoint> entry : http.endpoints().entrySet()) {
        all.add(new HttpForwardHandler(endpoint(entry.getKey(), entry.getValue()), client));
      }
      return new HandlerCatalog(all);
    } catch (IllegalArgumentException wrong) {
      throw new StartupException("The work types do not fit: " + wrong.getMessage(), wrong);
    }
  }

  private static HttpEndpoint endpoint(String name, HttpProperties.Endpoint configured) {
    HttpEndpoint plain = HttpEndpoint.of(new WorkType(name), configured.url());
    String description = configured.description();
    return new HttpEndpoint(
        plain.type(),
        plain.url(),
        description == null ? plain.description() : description,
        plain.payloadSchema(),
        plain.example(),
        configured.concurrency(),
        configured.timeout(),
        plain.answerSizeMax());
  }
}
