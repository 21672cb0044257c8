package io.grapevine.execution;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grapevine.job.AttemptId;
import io.grapevine.job.ReservationId;
import io.grapevine.job.WorkType;
import io.grapevine.testing.JobSamples;
import io.grapevine.worker.Assignment;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class CrashLogTest {
  private static final WorkType ECHO = new WorkType("echo");

  private final Logger logger = (Logger) LoggerFactory.getLogger(CrashLog.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final CrashLog log = new CrashLog();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
  }

  @AfterEach
  void stopListening() {
    logger.setAdditive(true);
    logger.detachAppender(lines);
  }

  @Test
  void writesTheStackOfTheFirstCrashOfItsSortAndOfOneInAThousandAfterIt() {
    for (int i = 0; i <= CrashLog.STACK_EVERY; i++) {
      crash(ECHO, new IllegalStateException("boom\nsecond line"));
    }

    assertThat(stacks()).containsExactly(0, CrashLog.STACK_EVERY);
    assertThat(lines.list.get(1).getFormattedMessage())
        .endsWith(", as before: java.lang.IllegalStateException: boom");
  }

  @Test
  void anotherTypeOrAnotherExceptionIsAnotherSort() {
    for (WorkType type : List.of(ECHO, new WorkType("other"))) {
      for (boolean isArgument : List.of(true, false)) {
        crash(type, isArgument ? new IllegalArgumentException() : new IllegalStateException());
      }
    }

    assertThat(stacks()).containsExactly(0, 1, 2, 3);
  }

  private void crash(WorkType type, RuntimeException crash) {
    log.write(
        type,
        new Assignment(JobSamples.peer(1), new AttemptId(JobSamples.job(1), 1), ReservationId.NONE),
        crash);
  }

  private List<Integer> stacks() {
    return IntStream.range(0, lines.list.size())
        .filter(line -> lines.list.get(line).getThrowableProxy() != null)
        .boxed()
        .toList();
  }
}
