package io.grapevine.network;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.grapevine.coordination.BatchLines;
import io.grapevine.coordination.JobRequest;
import io.grapevine.coordination.Submission;
import io.grapevine.execution.HandlerCatalog;
import io.grapevine.execution.RunnerConfig;
import io.grapevine.execution.VirtualThreadRunner;
import io.grapevine.execution.WorkHandler;
import io.grapevine.job.BatchFigures;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.ItemLine;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.Preferences;
import io.grapevine.job.ShareContent;
import io.grapevine.job.WorkType;
import io.grapevine.worker.WorkerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Submits batches of {@code echo} items to a requester, and reads what becomes of them. */
record BatchClient(TestPeer requester) {
  static final Duration PATIENCE = Duration.ofSeconds(40);
  private static final WorkType ECHO = new WorkType("echo");

  /** A worker of its own that has so many slots for what the handler does. */
  static TestPeer worker(WorkHandler handler, int slots) throws IOException {
    SortedMap<WorkType, Integer> types = new TreeMap<>(Map.of(ECHO, slots));
    HandlerCatalog catalog = new HandlerCatalog(List.of(handler));
    return TestPeer.of(
        Networks.OWN,
        setup ->
            setup.working(
                WorkerConfig.defaults(slots, types),
                new VirtualThreadRunner(catalog, types, RunnerConfig.defaults())));
  }

  JobId submit(int count, Delivery delivery, IntFunction<String> item) {
    return submit(count, delivery, Duration.ofMinutes(1), Preferences.NONE, item);
  }

  JobId submit(
      int count,
      Delivery delivery,
      Duration timeout,
      Preferences preferences,
      IntFunction<String> item) {
    String items = IntStream.rangeClosed(1, count).mapToObj(item).collect(Collectors.joining("\n"));
    Submission answer =
        requester.coordination.submit(
            new JobRequest(
                ECHO,
                Content.of(ShareContent.ITEMS_MEDIA_TYPE, items.getBytes(UTF_8)),
                timeout,
                new TreeMap<>(),
                null,
                delivery,
                preferences,
                "test",
                null));
    assertThat(answer).isInstanceOf(Submission.Accepted.class);
    return ((Submission.Accepted) answer).job().id();
  }

  BatchFigures figures(JobId batch) {
    return requester.coordination.batches().figures(batch).orElseThrow();
  }

  /** The batch once it is over. */
  Job finished(JobId batch) throws InterruptedException {
    Job job = requester.coordination.await(batch, PATIENCE).orElseThrow();
    assertThat(job.status().isFinal()).as("%s after %s", figures(batch), PATIENCE).isTrue();
    return job;
  }

  /** All lines by their items, of which none has two. */
  Map<Integer, String> lines(JobId batch) throws InterruptedException {
    Map<Integer, String> byItem = new TreeMap<>();
    BatchLines lines = requester.coordination.batches().lines(batch).orElseThrow();
    Optional<byte[]> block = lines.next(PATIENCE);
    while (block.isPresent()) {
      for (String line : new String(block.get(), UTF_8).lines().toList()) {
        String before = byItem.put(ItemLine.parse(line.getBytes(UTF_8)).item(), line);
        assertThat(before).as("an earlier line of the same item").isNull();
      }
      block = lines.next(PATIENCE);
    }
    return byItem;
  }
}
