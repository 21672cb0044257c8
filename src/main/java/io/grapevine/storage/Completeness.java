package io.grapevine.storage;

import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what is missing in records that were read from JSON, which takes absence for null. */
final class Completeness {
  private Completeness() {}

  /**
   * Looks at a value and all that is in it.
   *
   * @throws DamagedJobException if a part is absent that must not be
   */
  static void check(@Nullable Object value) {
    switch (value) {
      case Record whole -> {
        for (RecordComponent part : whole.getClass().getRecordComponents()) {
          checkPart(whole, part);
        }
      }
      case Collection<?> many -> many.forEach(Completeness::checkElement);
      case Map<?, ?> many -> many.values().forEach(Completeness::checkElement);
      case null, default -> {}
    }
  }

  private static void checkElement(@Nullable Object element) {
    if (element == null) {
      throw new DamagedJobException("The store holds an event with an empty element");
    }
    check(element);
  }

  private static void checkPart(Record whole, RecordComponent part) {
    Object content;
    try {
      content = part.getAccessor().invoke(whole);
    } catch (ReflectiveOperationException hidden) {
      throw new IllegalStateException("records of jobs are public", hidden);
    }
    if (content == null && !part.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
      throw new DamagedJobException(
          "The store holds an event without %s of %s"
              .formatted(part.getName(), whole.getClass().getSimpleName()));
    }
    check(content);
  }
}
