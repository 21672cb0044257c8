package io.grapevine.config;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.PropertySource;

/**
 * Traces are off where nobody says to which collector they go: then no tracer is made at all, so
 * that a request costs nothing more and no log line has room for a trace. What decides is Spring
 * Boot's own {@code management.tracing.export.enabled}, which is false by default until {@code
 * management.opentelemetry.tracing.export.otlp.endpoint} is set.
 */
public final class TracingSwitch
    implements EnvironmentPostProcessor, AutoConfigurationImportFilter, EnvironmentAware {
  private static final String ENABLED = "management.tracing.export.enabled";
  private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";

  private @Nullable Environment environment;

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment configured, SpringApplication application) {
    configured.getPropertySources().addLast(new ByEndpoint(configured));
  }

  @Override
  public void setEnvironment(Environment current) {
    this.environment = current;
  }

  @Override
  public boolean[] match(
      @Nullable String[] autoConfigurations, AutoConfigurationMetadata metadata) {
    boolean enabled =
        environment == null || environment.getProperty(ENABLED, Boolean.class, Boolean.TRUE);
    boolean[] wanted = new boolean[autoConfigurations.length];
    for (int i = 0; i < wanted.length; i++) {
      String name = autoConfigurations[i];
      wanted[i] = enabled || name == null || !isTracing(name);
    }
    return wanted;
  }

  private static boolean isTracing(String autoConfiguration) {
    return autoConfiguration.startsWith("org.springframework.boot.micrometer.tracing.")
        || autoConfiguration.startsWith("org.springframework.boot.opentelemetry.");
  }

  /**
   * Looks when it is asked, since the endpoint may come from anywhere. The environment is not its
   * source: Spring Boot would search that one too, and so without end.
   */
  private static final class ByEndpoint extends PropertySource<Object> {
    private final ConfigurableEnvironment configured;

    ByEndpoint(ConfigurableEnvironment configured) {
      super("grapevineTracing");
      this.configured = configured;
    }

    @Override
    public @Nullable Object getProperty(String name) {
      if (!name.equals(ENABLED)) {
        return null;
      }
      String endpoint = configured.getProperty(ENDPOINT);
      return endpoint != null && !endpoint.isBlank();
    }
  }
}
