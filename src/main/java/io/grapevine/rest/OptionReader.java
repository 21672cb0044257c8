package io.grapevine.rest;

import io.grapevine.job.Delivery;
import io.grapevine.job.Preferences;
import io.grapevine.job.Priority;
import io.grapevine.job.SelectionPolicy;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.rest.model.JobOptions;
import io.grapevine.rest.model.RequirementsView;
import io.grapevine.rest.problem.Fault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;

/**
 * Reads the members of a submission that say how the work is to be done, beside what it is. One
 * reader reads one body.
 */
final class OptionReader {
  /** Names of the members, for people. */
  static final String KNOWN =
      "timeout, labels, maxAttempts, delivery, requirements, policy, priority, hedged,"
          + " attemptTimeout and workers";

  private final Faults faults;
  private @Nullable String timeout;
  private @Nullable SortedMap<String, String> labels;
  private @Nullable Integer maxAttempts;
  private @Nullable Delivery delivery;
  private @Nullable RequirementsView requirements;
  private @Nullable SelectionPolicy policy;
  private @Nullable Priority priority;
  private @Nullable Boolean hedged;
  private @Nullable String attemptTimeout;
  private @Nullable List<String> workers;

  OptionReader(Faults faults) {
    this.faults = faults;
  }

  /**
   * Reads the value of a member, if it is one of these.
   *
   * @return false if it is not; the parser stays where it is
   */
  boolean read(String name, JsonParser parser) {
    String pointer = "/" + name;
    switch (name) {
      case "timeout" -> timeout = JsonMembers.duration(pointer, parser, faults);
      case "labels" -> readLabels(parser);
      case "maxAttempts" -> maxAttempts = JsonMembers.count(pointer, parser, faults);
      case "delivery" -> delivery = JsonMembers.constant(Delivery.class, pointer, parser, faults);
      case "requirements" -> requirements = new RequirementsReader(parser, faults).read();
      case "policy" ->
          policy = JsonMembers.constant(SelectionPolicy.class, pointer, parser, faults);
      case "priority" -> priority = JsonMembers.constant(Priority.class, pointer, parser, faults);
      case "hedged" -> hedged = JsonMembers.flag(pointer, parser, faults);
      case "attemptTimeout" -> attemptTimeout = JsonMembers.duration(pointer, parser, faults);
      case "workers" -> readWorkers(parser);
      default -> {
        return false;
      }
    }
    return true;
  }

  /** What was read, once everything is. */
  JobOptions options() {
    if (hedged != null && hedged && delivery == Delivery.AT_MOST_ONCE) {
      faults.add(
          Fault.at("/hedged", "must be false with AT_MOST_ONCE: hedging may run a job twice"));
    }
    return new JobOptions(
        timeout,
        labels,
        maxAttempts,
        delivery,
        requirements,
        policy,
        priority,
        hedged,
        attemptTimeout,
        workers);
  }

  private void readLabels(JsonParser parser) {
    SortedMap<String, String> read = new TreeMap<>();
    boolean isObject =
        JsonMembers.members(
            parser,
            name -> {
              String value = JsonMembers.string(parser);
              if (read.size() == Labels.COUNT_MAX) {
                faults.add(
                    Fault.at(
                        "/labels", "must have at most %d members".formatted(Labels.COUNT_MAX)));
              } else if (value == null || !Labels.isValid(name, value)) {
                faults.add(Fault.at(JsonMembers.pointer("/labels", name), Labels.RULE));
              } else {
                read.put(name, value);
              }
            });
    if (!isObject) {
      faults.add(Fault.at("/labels", "must be an object whose members are strings"));
    }
    labels = read;
  }

  private void readWorkers(JsonParser parser) {
    List<String> read = new ArrayList<>();
    int count =
        JsonMembers.elements(
            parser,
            index -> {
              String value = JsonMembers.string(parser);
              if (read.size() == Preferences.WORKERS_MAX) {
                faults.add(
                    Fault.at("/workers", "must be at most %d".formatted(Preferences.WORKERS_MAX)));
              } else if (value == null || !isPeerId(value)) {
                faults.add(
                    Fault.at("/workers/" + index, "must be a peer id, as in /api/v1/workers"));
              } else {
                read.add(value);
              }
            });
    if (count < 1) {
      faults.add(
          Fault.at("/workers", "must be a list of peer ids; left out, any worker is accepted"));
    }
    workers = read;
  }

  private static boolean isPeerId(String text) {
    try {
      PeerId.parse(text);
      return true;
    } catch (IOException other) {
      return false;
    }
  }
}
