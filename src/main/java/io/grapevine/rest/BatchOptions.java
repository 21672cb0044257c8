package io.grapevine.rest;

import io.grapevine.coordination.JobRequest;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.Requirements;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.rest.model.RequirementsView;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** Reads what a batch is to be like from the query of its submission. */
final class BatchOptions {
  /** The parameters that there are; another one is a mistake that must not go unseen. */
  private static final Set<String> KNOWN =
      Set.of(
          "type",
          "timeout",
          "label",
          "maxAttempts",
          "delivery",
          "priority",
          "policy",
          "requirements",
          "worker");

  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

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
    return new Preferences(requirements(), policy, priority, null, false, workers());
  }

  /** As in the body of a job, as JSON. */
  private Requirements requirements() {
    String text = request.getParameter("requirements");
    if (text == null) {
      return Requirements.NONE;
    }
    Faults faults = new Faults();
    try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      RequirementsView read = new RequirementsReader(parser, faults).read();
      if (parser.nextToken() != null) {
        throw wrong("requirements", "must be one JSON object");
      }
      if (!faults.isEmpty()) {
        throw faults.asInvalidJob();
      }
      return read.toRequirements();
    } catch (JacksonException notJson) {
      throw wrong("requirements", "must be JSON, as the member of the same name of a job");
    }
  }

  private Set<PeerId> workers() {
    String[] texts = request.getParameterValues("worker");
    Set<PeerId> workers = new TreeSet<>();
    for (String text : texts == null ? new String[0] : texts) {
      PeerId worker = Parameters.peer("worker", text);
      if (worker != null) {
        workers.add(worker);
      }
    }
    if (workers.size() > Preferences.WORKERS_MAX) {
      throw wrong("worker", "must be given at most %d times".formatted(Preferences.WORKERS_MAX));
    }
    return workers;
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
