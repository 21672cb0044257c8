package io.grapevine.rest;

import io.grapevine.rest.problem.BodyLimitFilter;
import io.grapevine.rest.problem.ProblemErrorReportValve;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;

/** Limits and errors outside of Spring MVC. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RestProperties.class)
class RestConfiguration {

  @Bean
  FilterRegistrationBean<BodyLimitFilter> bodyLimitFilter(RestProperties properties) {
    var registration =
        new FilterRegistrationBean<>(
            new BodyLimitFilter(properties.bodyMax(), properties.bodiesMax()));
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
    return registration;
  }

  /**
   * Errors of the connector become problems too, and a client that asks first ({@code Expect:
   * 100-continue}) is told to go on only when its body is wanted.
   */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTheConnector() {
    return factory -> {
      factory.addContextCustomizers(
          context -> {
            if (context.getParent() instanceof StandardHost host) {
              host.setErrorReportValveClass(ProblemErrorReportValve.class.getName());
            }
          });
      factory.addConnectorCustomizers(
          connector -> connector.setProperty("continueResponseTiming", "onRead"));
    };
  }
}
