package io.grapevine.rest;

import io.grapevine.coordination.PayloadError;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Collects what is wrong with a job, up to a limit. */
final class Faults {
  /** Most faults that are told at once. */
  static final int COUNT_MAX = 20;

  private static final int TEXT_LENGTH_MAX = 300;

  private final List<Fault> faults = new ArrayList<>();

  void add(Fault fault) {
    if (faults.size() < COUNT_MAX) {
      faults.add(Fault.at(shortened(String.valueOf(fault.pointer())), shortened(fault.detail())));
    }
  }

  boolean isEmpty() {
    return faults.isEmpty();
  }

  ProblemException asInvalidJob() {
    String detail =
        faults.stream()
            .limit(3)
            .map(fault -> fault.pointer() + " " + fault.detail())
            .collect(Collectors.joining("; ", "", faults.size() > 3 ? "; and more." : "."));
    return ProblemException.of(ProblemType.INVALID_JOB, detail, faults);
  }

  /** What the schema of the work type says of a payload, as faults of the job that carries it. */
  static ProblemException ofPayload(List<PayloadError> errors) {
    Faults all = new Faults();
    errors.forEach(error -> all.add(Fault.at("/payload" + error.pointer(), error.detail())));
    return all.asInvalidJob();
  }

  private static String shortened(String text) {
    return text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX) + "…";
  }
}
