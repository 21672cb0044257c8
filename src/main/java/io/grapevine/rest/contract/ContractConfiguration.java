package io.grapevine.rest.contract;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import java.util.TreeMap;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The frame of the contract, and what springdoc is told to do with the rest. */
@Configuration(proxyBeanMethods = false)
class ContractConfiguration {
  private static final String DESCRIPTION =
      """
      Grapevine coordinates work between peers by gossip. Submit a job to any peer: it gossips an \
      offer, the peers that can do the work bid, the best bidder gets the job, another one takes \
      over when it fails, and the outcome is broadcast to everyone.

      Times are RFC 3339, durations ISO 8601, peer ids base58. Every error is a problem as RFC \
      9457 defines it, of a type that is listed at /problems.\
      """;

  @Bean
  OpenAPI contractFrame() {
    return new OpenAPI()
        .info(new Info().title("Grapevine").version("1").description(DESCRIPTION))
        .servers(List.of(new Server().url("/").description("This peer")))
        .tags(
            List.of(
                new Tag().name("jobs").description("Submit work and see what becomes of it."),
                new Tag()
                    .name("batches")
                    .description("Submit thousands of items at once and stream their results."),
                new Tag().name("network").description("What this peer knows of the others."),
                new Tag().name("problems").description("What the types of problems mean.")));
  }

  @Bean
  RecordSchemas recordSchemas() {
    return new RecordSchemas();
  }

  @Bean
  ProblemResponses problemResponses() {
    return new ProblemResponses();
  }

  /** Last of all: problems and nullness are filled in, and the order no longer hangs on chance. */
  @Bean
  OpenApiCustomizer contractCompletion(RecordSchemas schemas, ProblemResponses problems) {
    return contract -> {
      problems.addComponents(contract.getComponents());
      schemas.complete(contract.getComponents());
      contract.getComponents().setSchemas(new TreeMap<>(contract.getComponents().getSchemas()));
      Paths sorted = new Paths();
      new TreeMap<>(contract.getPaths()).forEach(sorted::addPathItem);
      contract.setPaths(sorted);
    };
  }
}
