package io.grapevine.execution;

import io.grapevine.coordination.PayloadError;
import io.grapevine.coordination.WorkCatalog;
import io.grapevine.coordination.WorkTypeDescription;
import io.grapevine.job.Content;
import io.grapevine.job.WorkType;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Every handler of this peer by its work type, with its schema compiled. What is wrong with a
 * handler stops the peer at start-up, not a client at run time. Immutable.
 */
public final class HandlerCatalog implements WorkCatalog {
  private final SortedMap<WorkType, Entry> entries = new TreeMap<>();

  /**
   * Takes the handlers in, reading each one's schema and example once.
   *
   * @throws IllegalArgumentException with a sentence that names the work type, if two handlers
   *     share one, a schema does not compile, an example does not satisfy its schema, or a
   *     concurrency is below 1
   */
  public HandlerCatalog(Collection<? extends WorkHandler> handlers) {
    for (WorkHandler handler : handlers) {
      Entry entry = Entry.of(handler);
      Entry earlier = entries.putIfAbsent(handler.type(), entry);
      if (earlier != null) {
        throw new IllegalArgumentException(
            "two handlers do the work type %s: %s and %s"
                .formatted(
                    handler.type(),
                    earlier.handler.getClass().getName(),
                    handler.getClass().getName()));
      }
    }
  }

  @Override
  public List<WorkTypeDescription> all() {
    return entries.values().stream().map(Entry::description).toList();
  }

  @Override
  public Optional<WorkTypeDescription> find(WorkType type) {
    return Optional.ofNullable(entries.get(type)).map(Entry::description);
  }

  @Override
  public List<PayloadError> check(WorkType type, Content payload) {
    Entry entry = entries.get(type);
    return entry == null ? List.of() : entry.schema.check(payload);
  }

  /** How many runs of each type its handler wants at once. */
  public SortedMap<WorkType, Integer> concurrency() {
    SortedMap<WorkType, Integer> concurrency = new TreeMap<>();
    entries.forEach((type, entry) -> concurrency.put(type, entry.handler.concurrency()));
    return Collections.unmodifiableSortedMap(concurrency);
  }

  Optional<WorkHandler> handler(WorkType type) {
    return Optional.ofNullable(entries.get(type)).map(Entry::handler);
  }

  private record Entry(WorkHandler handler, WorkTypeDescription description, PayloadSchema schema) {
    static Entry of(WorkHandler handler) {
      WorkType type = handler.type();
      if (handler.concurrency() < 1) {
        throw new IllegalArgumentException("the work type " + type + " has a concurrency below 1");
      }
      PayloadSchema schema = compile(type, handler.payloadSchema());
      Content example = Content.of(Content.JSON, utf8(handler.example()));
      List<PayloadError> errors = schema.check(example);
      if (!errors.isEmpty()) {
        throw new IllegalArgumentException(
            "the example of the work type %s does not satisfy its schema: %s"
                .formatted(type, PayloadSchema.describe(errors)));
      }
      return new Entry(
          handler,
          new WorkTypeDescription(
              type, handler.description(), handler.payloadSchema(), handler.example()),
          schema);
    }

    private static PayloadSchema compile(WorkType type, String schema) {
      try {
        return PayloadSchema.compile(schema);
      } catch (IllegalArgumentException broken) {
        throw new IllegalArgumentException(
            "the payload schema of the work type " + type + " is unusable: " + broken.getMessage(),
            broken);
      }
    }

    private static byte[] utf8(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
