package io.grapevine.coordination;

import io.grapevine.job.Content;
import io.grapevine.worker.Assignment;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * Port: where a worker keeps large results that nobody has acknowledged. No method but {@code
 * close} blocks. What is stored does not outlive the peer.
 */
public interface ResultStore extends AutoCloseable {
  /** Takes nothing, so that everything stays in memory. */
  ResultStore NONE =
      new ResultStore() {
        @Override
        public CompletableFuture<Void> store(Assignment assignment, Content result) {
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

  /** Completes when the result can be loaded; fails with an {@link IOException}. */
  CompletableFuture<Void> store(Assignment assignment, Content result);

  /** Completes with what was stored, or fails with an {@link IOException}. */
  CompletableFuture<Content> load(Assignment assignment);

  /** Removes what was stored, in its time. */
  void forget(Assignment assignment);

  /** Removes everything. */
  @Override
  void close();
}
