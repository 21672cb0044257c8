package io.grapevine.rest;

import io.grapevine.coordination.JobRequest;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.WorkType;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what a batch is to be like from the query of its submission. */
final class BatchOptions {
  /** The parameters that there are; another one is a mistake that must not go unseen. */
  private static final Set<String> KNOWN =
      Set.of("type", "timeout", "label", "maxAttempts", "delivery", "priority", "policy");

  private final HttpServletRequest request;

  BatchOptions(HttpServletRequest request) {
    this.request = request;
  }

  /**
   * The request for a batch of these items.
   *
   * @param namedType in the body, absent if it is not named there
   * @throws ProblemException if a parameter is wrong
   */
  JobRequest request(
      @Nullable String namedType, Content items, String client, @Nullable String key) {
    for (String name : request.getParameterMap().keySet()) {
      if (!KNOWN.contains(name)) {
        throw wrong(name, "is not a parameter of a batch; those are " + sorted());
      }
    }
    String[] labels = request.getParameterValues("label");
    return new JobRequest(
        type(namedType),
        items,
        timeout(),
        new TreeMap<>(Parameters.labels(labels == null ? List.of() : Arrays.asList(labels))),
        maxAttempts(),
        constant("delivery", Delivery.class, Delivery.AT_LEAST_ONCE),
        preferences(),
        client,
        key);
  }

  private static List<String> sorted() {
    return KNOWN.stream().sorted().toList();
  }

  private WorkType type(@Nullable String named) {
    String asked = request.getParameter("type");
    if (asked != null && named != null && !asked.equals(named)) {
      throw wrong("type", "must not differ from the type in the body");
    }
    WorkType type = Parameters.workType(asked == null ? named : asked);
    if (type == null) {
      throw wrong("type", "is required: the name of a work type, such as echo");
    }
    return type;
  }

  private @Nullable Duration timeout() {
    String text = request.getParameter("timeout");
    try {
      Duration timeout = text == null ? null : Duration.parse(text);
      if (timeout == null || timeout.isPositive()) {
        return timeout;
      }
    } catch (DateTimeException notADuration) {
      throw wrong("timeout", "must be a positive ISO 8601 duration, such as PT10M");
    }
    throw wrong("timeout", "must be a positive ISO 8601 duration, such as PT10M");
  }

  private @Nullable Integer maxAttempts() {
    String text = request.getParameter("maxAttempts");
    if (text == null) {
      return null;
    }
    if (!text.matches("[1-9][0-9]{0,5}")) {
      throw wrong("maxAttempts", "must be a whole number, at least 1");
    }
    return Integer.valueOf(text);
  }

  private Preferences preferences() {
    SelectionPolicy policy =
        request.getParameter("policy") == null
            ? null
            : constant("policy", SelectionPolicy.class, SelectionPolicy.LEAST_LOADED);
    Priority priority = constant("priority", Priority.class, Priority.NORMAL);
    return new Preferences(Requirements.NONE, policy, priority, null, false, Set.of());
  }

  private <E extends Enum<E>> E constant(String name, Class<E> kind, E otherwise) {
    String text = request.getParameter(name);
    if (text == null) {
      return otherwise;
    }
    List<E> all = List.of(kind.getEnumConstants());
    return all.stream()
        .filter(one -> one.name().equals(text))
        .findFirst()
        .orElseThrow(() -> wrong(name, "must be one of " + all));
  }

  private static ProblemException wrong(String parameter, String expected) {
    return ProblemException.invalidRequest(Fault.inParameter(parameter, expected));
  }
}
