package io.grapevine.rest.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JavaType;
import io.grapevine.rest.model.JobSubmission;
import io.grapevine.rest.model.RawJson;
import io.swagger.v3.core.converter.AnnotatedType;
import io.swagger.v3.core.converter.ModelConverter;
import io.swagger.v3.core.converter.ModelConverterContext;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.media.JsonSchema;
import io.swagger.v3.oas.models.media.Schema;
import java.lang.annotation.Annotation;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the nullness of record components into the contract, which swagger-core does not: a
 * component is required unless it may be absent or its schema says otherwise, and may be null if it
 * is {@link Nullable}. Raw JSON is a value of any type.
 */
final class RecordSchemas implements ModelConverter {
  private final Map<String, Class<?>> records = new ConcurrentHashMap<>();

  @Override
  public @Nullable Schema<?> resolve(
      AnnotatedType type, ModelConverterContext context, Iterator<ModelConverter> chain) {
    JavaType javaType = Json.mapper().constructType(type.getType());
    Class<?> raw = javaType == null ? Object.class : javaType.getRawClass();
    if (raw == RawJson.class) {
      return anyValue(type);
    }
    if (raw.isRecord()) {
      records.put(nameOf(raw), raw);
    }
    return chain.hasNext() ? chain.next().resolve(type, context, chain) : null;
  }

  /** Fills in what was read. */
  void complete(Components components) {
    records.forEach(
        (name, type) -> {
          Schema<?> schema = components.getSchemas().get(name);
          if (schema != null && schema.getProperties() != null) {
            complete(schema, type);
          }
        });
  }

  private static void complete(Schema<?> schema, Class<?> type) {
    boolean leftOut = type == JobSubmission.class || type.isAnnotationPresent(JsonInclude.class);
    schema.setRequired(null);
    for (RecordComponent component : type.getRecordComponents()) {
      boolean nullable = component.getAnnotatedType().isAnnotationPresent(Nullable.class);
      if ((!nullable || !leftOut) && !mayBeLeftOut(component)) {
        schema.addRequiredItem(component.getName());
      }
      if (nullable && !leftOut) {
        schema.getProperties().computeIfPresent(component.getName(), (_, old) -> orNull(old));
      }
    }
  }

  private static boolean mayBeLeftOut(RecordComponent component) {
    var annotation =
        component.getAccessor().getAnnotation(io.swagger.v3.oas.annotations.media.Schema.class);
    return annotation != null
        && annotation.requiredMode()
            == io.swagger.v3.oas.annotations.media.Schema.RequiredMode.NOT_REQUIRED;
  }

  private static Schema<?> orNull(Schema<?> schema) {
    if (schema.get$ref() == null && schema.getEnum() == null) {
      if (schema.getTypes() != null) {
        Set<String> types = new LinkedHashSet<>(schema.getTypes());
        types.add("null");
        schema.setTypes(types);
      }
      return schema;
    }
    Schema<?> either = new JsonSchema();
    either.setDescription(schema.getDescription());
    schema.setDescription(null);
    either.addAnyOfItem(schema);
    either.addAnyOfItem(new JsonSchema().types(Set.of("null")));
    return either;
  }

  private static Schema<?> anyValue(AnnotatedType type) {
    Schema<?> any = new JsonSchema();
    Annotation[] annotations = type.getCtxAnnotations();
    Stream.of(annotations == null ? new Annotation[0] : annotations)
        .filter(io.swagger.v3.oas.annotations.media.Schema.class::isInstance)
        .map(io.swagger.v3.oas.annotations.media.Schema.class::cast)
        .findFirst()
        .ifPresent(annotation -> any.setDescription(annotation.description()));
    return any;
  }

  private static String nameOf(Class<?> type) {
    return Arrays.stream(
            type.getAnnotationsByType(io.swagger.v3.oas.annotations.media.Schema.class))
        .map(io.swagger.v3.oas.annotations.media.Schema::name)
        .filter(name -> !name.isEmpty())
        .findFirst()
        .orElse(type.getSimpleName());
  }
}
