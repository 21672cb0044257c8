package io.grapevine.execution.echo;

import io.grapevine.execution.JobContext;
import io.grapevine.execution.WorkException;
import io.grapevine.execution.WorkHandler;
import io.grapevine.execution.WorkResult;
import io.grapevine.job.AttemptId;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;

/**
 * Returns its payload, byte for byte. Three members of a payload that is an object steer it, to try
 * fail-over, cancelling and deadlines out:
 *
 * <ul>
 *   <li>{@code delay}: time to take before anything else, ISO 8601, at most PT5M, with progress;
 *   <li>{@code failure}: instead of a result, {@code retryable} and {@code permanent} end with such
 *       a verdict, {@code crash} with an exception that is none, {@code hang} not at all until it
 *       is interrupted;
 *   <li>{@code failureRate}: the share of attempts that fail so, 0 to 1, by default 1. The job's id
 *       and the attempt's number decide, so that the next attempt draws anew.
 * </ul>
 */
public final class EchoHandler implements WorkHandler {
  private static final WorkType TYPE = new WorkType("echo");
  private static final long STEP_MILLIS = 200;

  // The pattern admits PT0S to PT5M and nothing else, so that the handler need not check again.
  private static final String SCHEMA =
      """
      {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "Any JSON. Of an object, the members below steer the run.",
        "properties": {
          "delay": {
            "description": "Time to take first: an ISO 8601 duration of at most PT5M.",
            "type": "string",
            "pattern": "^PT(5M|[0-4]M([0-5]?[0-9](\\\\.[0-9]{1,9})?S)?|([12]?[0-9]{1,2}(\\\\.[0-9]{1,9})?|300)S)$",
            "errorMessage": {
              "pattern": "must be an ISO 8601 duration of at most PT5M, such as PT1.5S"
            }
          },
          "failure": {
            "description": "How to fail instead of returning the payload.",
            "enum": ["retryable", "permanent", "crash", "hang"]
          },
          "failureRate": {
            "description": "Share of the attempts that fail so; 1 if absent.",
            "type": "number",
            "minimum": 0,
            "maximum": 1
          }
        }
      }
      """;

  private final int concurrency;

  /**
   * Makes the handler.
   *
   * @param concurrency runs at once on one worker
   */
  public EchoHandler(int concurrency) {
    this.concurrency = concurrency;
  }

  @Override
  public WorkType type() {
    return TYPE;
  }

  @Override
  public String description() {
    return "Returns the payload unchanged, after a delay or with a failure if it asks for one.";
  }

  @Override
  public String payloadSchema() {
    return SCHEMA;
  }

  @Override
  public String example() {
    return "{\"message\": \"hello\", \"delay\": \"PT0.2S\"}";
  }

  @Override
  public int concurrency() {
    return concurrency;
  }

  @Override
  public WorkResult run(JobContext job) throws WorkException, InterruptedException {
    JsonNode payload = job.payloadTree();
    pause(job, payload.path("delay").asString(""));
    String failure = payload.path("failure").asString("");
    if (!failure.isEmpty() && isUnlucky(job.attempt(), payload.path("failureRate").asDouble(1))) {
      fail(failure);
    }
    return new WorkResult(job.payload());
  }

  private static void pause(JobContext job, String delay) throws InterruptedException {
    if (delay.isEmpty()) {
      return;
    }
    long total = Duration.parse(delay).toNanos();
    long start = System.nanoTime();
    for (long done = 0; done < total; done = System.nanoTime() - start) {
      job.progress((int) (100 * done / total), "waiting for " + delay);
      long step = Math.min(total - done, TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
      TimeUnit.NANOSECONDS.sleep(step);
    }
  }

  private static void fail(String failure) throws WorkException, InterruptedException {
    switch (failure) {
      case "permanent" -> throw WorkException.permanent("the payload asks for a final failure");
      case "crash" -> throw new IllegalStateException("the payload asks for a crash");
      case "hang" -> Thread.sleep(Duration.ofDays(1));
      default -> throw WorkException.retryable("the payload asks for a failure");
    }
  }

  /** The first 53 bits of a mix of job and attempt, as a fraction, are below the rate. */
  static boolean isUnlucky(AttemptId attempt, double rate) {
    long bits = attempt.job().value().getLeastSignificantBits() + attempt.number();
    return (mix(bits) >>> 11) * 0x1.0p-53 < rate;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014, variant 13). */
  private static long mix(long seed) {
    long bits = seed * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }
}
