package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.StoredResult;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Port: where a worker keeps results that nobody has acknowledged, beyond its own end. No method
 * but {@code close} blocks; what they ask for is done in the order of the calls.
 */
public interface ResultStore extends AutoCloseable {
  /** Takes nothing, so that everything stays in memory. */
  ResultStore NONE =
      new ResultStore() {
        @Override
        public CompletableFuture<List<StoredResult>> recall() {
          return CompletableFuture.completedFuture(List.of());
        }

        @Override
        public CompletableFuture<Void> store(StoredResult about, Content result) {
          return CompletableFuture.failedFuture(new IOException("results are kept in memory"));
        }

        @Override
        public CompletableFuture<Content> load(Assignment assignment) {
          return CompletableFuture.failedFuture(new IOException("results are kept in memory"));
        }

        @Override
        public void forget(Assignment assignment) {}

        @Override
        public void close() {}
      };

  /** Completes with what is stored, whoever stored it; fails with an {@link IOException}. */
  CompletableFuture<List<StoredResult>> recall();

  /**
   * Completes when the result can be loaded, even after a crash; fails with an {@link IOException}.
   */
  CompletableFuture<Void> store(StoredResult about, Content result);

  /** Completes with what was stored, or fails with an {@link IOException}. */
  CompletableFuture<Content> load(Assignment assignment);

  /** Removes what was stored, in its time. */
  void forget(Assignment assignment);

  /** Ends what is under way. What is stored stays. */
  @Override
  void close();
}
