package io.grapevine.execution;

import com.networknt.schema.Error;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.PathType;
import com.networknt.schema.resource.SchemaLoader;
import io.grapevine.coordination.PayloadError;
import io.grapevine.job.Content;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A compiled JSON Schema (draft 2020-12) of payloads. No document is ever fetched for a reference.
 */
final class PayloadSchema {
  /** Errors that one check names at most. */
  static final int ERRORS_MAX = 20;

  /** Keyword evaluations that one check may take. */
  private static final long STEPS_MAX = 1_000_000;

  private static final int DEPTH_MAX = 512;
  private static final int DETAIL_LENGTH_MAX = 300;

  /** Sub-schema keyword whose members replace the validator's sentences, by keyword. */
  private static final String SENTENCES = "errorMessage";

  private static final SchemaRegistry REGISTRY =
      registry(loader -> loader.fetchRemoteResources(false).block(address -> true));

  /** The schema of schemas, which the validator carries with it. */
  private static final PayloadSchema OF_SCHEMAS =
      new PayloadSchema(
          registry(loader -> loader.fetchRemoteResources(false))
              .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId())));

  private final Schema schema;

  private PayloadSchema(Schema schema) {
    this.schema = schema;
  }

  private static SchemaRegistry registry(Consumer<SchemaLoader.Builder> loading) {
    return SchemaRegistry.withDefaultDialect(
        SpecificationVersion.DRAFT_2020_12,
        registry ->
            registry
                .schemaLoader(loading)
                .schemaCacheEnabled(false)
                .schemaRegistryConfig(
                    SchemaRegistryConfig.builder()
                        .locale(Locale.ENGLISH)
                        .pathType(PathType.JSON_POINTER)
                        .errorMessageKeyword(SENTENCES)
                        .formatAssertionsEnabled(true)
                        .build()));
  }

  /**
   * Compiles the text.
   *
   * @throws IllegalArgumentException with a sentence if it is not a schema, or refers to another
   *     document
   */
  static PayloadSchema compile(String text) {
    try {
      JsonNode tree = JsonMapper.shared().readTree(text);
      List<PayloadError> errors = OF_SCHEMAS.check(tree);
      if (!errors.isEmpty()) {
        throw new IllegalArgumentException(describe(errors));
      }
      Schema schema = REGISTRY.getSchema(tree);
      schema.initializeValidators();
      return new PayloadSchema(schema);
    } catch (JacksonException notJson) {
      throw new IllegalArgumentException(
          "it is not JSON: " + notJson.getOriginalMessage(), notJson);
    } catch (SchemaException notASchema) {
      throw new IllegalArgumentException(notASchema.getMessage(), notASchema);
    }
  }

  /** What is wrong with a payload; a text that is not JSON has one error. */
  List<PayloadError> check(Content payload) {
    if (!payload.isJson()) {
      return whole("must be JSON, not " + payload.mediaType());
    }
    JsonNode tree;
    try {
      tree = JsonMapper.shared().readTree(payload.bytes().array());
    } catch (JacksonException notJson) {
      return whole("is not JSON: " + notJson.getOriginalMessage());
    }
    return tree.isMissingNode() ? whole("is empty") : check(tree);
  }

  private List<PayloadError> check(JsonNode tree) {
    try {
      return schema.validate(tree, PayloadSchema::limit).stream()
          .limit(ERRORS_MAX)
          .map(error -> new PayloadError(error.getInstanceLocation().toString(), sentence(error)))
          .distinct()
          .toList();
    } catch (ValidationLimitExceededException tooMuch) {
      return whole("is too large or too deeply nested to be checked");
    }
  }

  private static void limit(ExecutionContext context) {
    context.executionConfig(
        config -> config.maxEvaluationSteps(STEPS_MAX).maxEvaluationDepth(DEPTH_MAX));
    context.setErrors(new FirstErrors());
  }

  /** One line for all errors. */
  static String describe(List<PayloadError> errors) {
    return errors.stream()
        .map(
            error ->
                error.pointer().isEmpty()
                    ? "it " + error.detail()
                    : error.pointer() + ": " + error.detail())
        .collect(Collectors.joining("; "));
  }

  private static String sentence(Error error) {
    String message = error.getMessage();
    return message.length() <= DETAIL_LENGTH_MAX
        ? message
        : message.substring(0, DETAIL_LENGTH_MAX) + "…";
  }

  private static List<PayloadError> whole(String detail) {
    return List.of(new PayloadError("", detail));
  }

  /**
   * Keeps the first errors and drops the rest, so that a long list of bad items costs no memory.
   * One more than is named, since validators compare the length before and after.
   */
  private static final class FirstErrors extends ArrayList<Error> {
    @Override
    public boolean add(Error error) {
      return size() > ERRORS_MAX || super.add(error);
    }

    @Override
    public boolean addAll(Collection<? extends Error> errors) {
      errors.forEach(this::add);
      return !errors.isEmpty();
    }
  }
}
