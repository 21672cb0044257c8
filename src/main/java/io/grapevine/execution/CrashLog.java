package io.grapevine.execution;

import io.grapevine.job.WorkType;
import io.grapevine.worker.Assignment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of handlers that crash. A handler that crashes once crashes a thousand times, so the stack
 * is written when such a crash is seen first and then once in a thousand; otherwise one line does.
 */
final class CrashLog {
  /** After so many crashes of one sort the stack is written again. */
  static final int STACK_EVERY = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(CrashLog.class);
  private static final int SORTS_MAX = 100;

  // Guarded by this; the oldest goes first.
  private final Map<String, Integer> seen = new LinkedHashMap<>();

  void write(WorkType type, Assignment assignment, Throwable crash) {
    if (isStackDue(type, crash)) {
      LOG.warn("The handler of {} crashed in {}", type, assignment, crash);
    } else {
      LOG.warn("The handler of {} crashed in {}, as before: {}", type, assignment, line(crash));
    }
  }

  /** What was thrown, in one line. */
  static String line(Throwable crash) {
    String message = Optional.ofNullable(crash.getMessage()).orElse("");
    return crash.getClass().getName()
        + message.lines().findFirst().map(line -> ": " + line).orElse("");
  }

  private synchronized boolean isStackDue(WorkType type, Throwable crash) {
    StackTraceElement[] stack = crash.getStackTrace();
    String place = stack.length == 0 ? "" : stack[0].toString();
    String sort = type + " " + crash.getClass().getName() + " " + place;
    int before = seen.merge(sort, 1, Integer::sum) - 1;
    if (seen.size() > SORTS_MAX) {
      seen.remove(seen.keySet().iterator().next());
    }
    return before % STACK_EVERY == 0;
  }
}
