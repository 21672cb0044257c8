package io.grapevine.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.execution.JobContext;
import io.grapevine.execution.WorkException;
import io.grapevine.execution.WorkHandler;
import io.grapevine.execution.WorkResult;
import io.grapevine.job.WorkType;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * Work that takes as long as the payload says, and is on disk before it begins: whatever happens to
 * the process, each run has left its line.
 */
final class AuditWork implements WorkHandler {
  static final String TYPE = "audited";

  /** System property with the directory of the audit. */
  static final String DIRECTORY = "chaos.audit";

  /** Name of the file in it. */
  static final String FILE = "audit";

  /** Not a channel: those are closed for good when a run that writes is interrupted. */
  private final FileOutputStream audit;

  /** The payload. */
  record Order(int number, int millis) {}

  AuditWork() {
    try {
      audit = new FileOutputStream(System.getProperty(DIRECTORY) + "/" + FILE, true);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  @Override
  public WorkType type() {
    return new WorkType(TYPE);
  }

  @Override
  public String description() {
    return "Takes its time, and leaves a trace.";
  }

  @Override
  public String payloadSchema() {
    return "{\"type\":\"object\"}";
  }

  @Override
  public String example() {
    return "{\"number\":1,\"millis\":10}";
  }

  @Override
  public int concurrency() {
    return 16;
  }

  @Override
  public WorkResult run(JobContext job) throws WorkException, InterruptedException {
    Order order = job.payloadAs(Order.class);
    write("start " + job.attempt());
    Thread.sleep(Duration.ofMillis(order.millis()));
    write("end " + job.attempt());
    return WorkResult.json(order);
  }

  private synchronized void write(String line) {
    try {
      audit.write((line + "\n").getBytes(UTF_8));
      audit.getFD().sync();
    } catch (IOException lost) {
      throw new UncheckedIOException(lost);
    }
  }
}
