package io.grapevine.rest.contract;

import io.grapevine.rest.problem.AnswersProblems;
import io.grapevine.rest.problem.Problem;
import io.grapevine.rest.problem.ProblemType;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverters;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.examples.Example;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.web.method.HandlerMethod;

/**
 * Adds to each operation the problems that it may answer, and to the contract an example of each.
 */
final class ProblemResponses implements OperationCustomizer {
  private static final List<ProblemType> OF_EVERY_CALL =
      List.of(ProblemType.NOT_ACCEPTABLE, ProblemType.INTERNAL);

  @Override
  public Operation customize(Operation operation, HandlerMethod method) {
    List<ProblemType> types = new ArrayList<>(OF_EVERY_CALL);
    AnswersProblems own = method.getMethodAnnotation(AnswersProblems.class);
    if (own != null) {
      types.addAll(0, List.of(own.value()));
    }
    Map<String, ApiResponse> sorted = new TreeMap<>(operation.getResponses());
    types.stream()
        .collect(Collectors.groupingBy(ProblemType::status, TreeMap::new, Collectors.toList()))
        .forEach((status, sharing) -> sorted.put(status.toString(), response(status, sharing)));
    ApiResponses responses = new ApiResponses();
    sorted.forEach(responses::addApiResponse);
    operation.setResponses(responses);
    return operation;
  }

  void addComponents(Components components) {
    ModelConverters.getInstance(true)
        .resolveAsResolvedSchema(new AnnotatedType(Problem.class).resolveAsRef(true))
        .referencedSchemas
        .forEach(components::addSchemas);
    for (ProblemType type : ProblemType.values()) {
      components.addExamples(type.slug(), example(type));
    }
  }

  private static ApiResponse response(int status, List<ProblemType> types) {
    MediaType body = new MediaType().schema(new JsonSchema().$ref("#/components/schemas/Problem"));
    types.forEach(
        type ->
            body.addExamples(
                type.slug(), new Example().$ref("#/components/examples/" + type.slug())));
    ApiResponse response =
        new ApiResponse()
            .description(
                types.stream().map(ProblemType::title).collect(Collectors.joining(". ", "", ".")))
            .content(new Content().addMediaType("application/problem+json", body));
    if (status == 503) {
      response.addHeaderObject(
          "Retry-After",
          new Header()
              .description("Seconds after which to try again.")
              .schema(new JsonSchema().types(Set.of("integer"))));
    }
    return response;
  }

  private static Example example(ProblemType type) {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("type", type.uri());
    value.put("title", type.title());
    value.put("status", type.status());
    value.put("detail", type.description());
    if (type == ProblemType.INVALID_JOB) {
      // Not Map.of, whose order is another one in each run.
      Map<String, Object> fault = new LinkedHashMap<>();
      fault.put("pointer", "/payload/url");
      fault.put("detail", "must be a string");
      value.put("errors", List.of(fault));
    }
    return new Example().summary(type.title()).value(value);
  }
}
