package io.grapevine.rest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.grapevine.coordination.BatchLines;
import io.grapevine.coordination.BatchService;
import io.grapevine.job.BatchFigures;
import io.grapevine.job.JobId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;

/** Says of every batch what the test wants. */
final class FakeBatchService implements BatchService {
  private volatile BatchFigures figures = new BatchFigures(0, 0, 0, 0, 0, 0);
  private volatile List<String> blocks = List.of();
  private volatile boolean known;

  void say(BatchFigures batch, String... lines) {
    figures = batch;
    blocks = List.of(lines);
    known = true;
  }

  @Override
  public Optional<BatchFigures> figures(JobId batch) {
    return Optional.of(figures);
  }

  @Override
  public Optional<BatchLines> lines(JobId batch) {
    Queue<String> left = new ArrayDeque<>(blocks);
    BatchLines lines =
        new BatchLines() {
          @Override
          public Optional<byte[]> next(Duration limit) {
            return Optional.ofNullable(left.poll()).map(block -> block.getBytes(UTF_8));
          }

          @Override
          public void await(Duration limit) {}

          @Override
          public boolean isCaughtUp() {
            return left.isEmpty();
          }
        };
    return known ? Optional.of(lines) : Optional.empty();
  }
}
