package io.grapevine.rest;

import io.grapevine.coordination.PayloadError;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Collects what is wrong with a job, up to a limit. */
final class Faults {
  /** Most faults that are told at once. */
  static final int COUNT_MAX = 20;

  private static final int TEXT_LENGTH_MAX = 300;
  private static final Pattern INDEX = Pattern.compile("/([0-9]{1,9})");

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

  /**
   * What the schema of the work type says of items of a batch, whose indices begin the pointers.
   */
  static ProblemException ofItems(List<PayloadError> errors) {
    PayloadError first = errors.getFirst();
    Matcher index = INDEX.matcher(first.pointer());
    int item = index.lookingAt() ? Integer.parseInt(index.group(1)) + 1 : 1;
    Faults all = new Faults();
    errors.forEach(error -> all.add(Fault.at("/items" + error.pointer(), error.detail())));
    return ProblemException.of(
        ProblemType.INVALID_BATCH,
        "Item %d (line %d) does not fit: %s %s. Nothing was submitted."
            .formatted(
                item, item, shortened("/items" + first.pointer()), shortened(first.detail())),
        all.faults);
  }

  private static String shortened(String text) {
    return text.length() <= TEXT_LENGTH_MAX ? text : text.substring(0, TEXT_LENGTH_MAX) + "…";
  }
}
