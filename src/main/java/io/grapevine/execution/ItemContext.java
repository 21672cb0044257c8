package io.grapevine.execution;

import io.grapevine.job.AttemptId;
import io.grapevine.job.BatchItem;
import io.grapevine.job.Content;
import io.grapevine.job.JobId;
import io.grapevine.job.TraceParent;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * What a handler knows of one item of a share: as much as of a job, under a name of its own that
 * follows from the share and the item. Progress is that of the share, which counts items.
 */
final class ItemContext implements JobContext {
  /** Spreads numbers over 64 bits: 2^64 divided by the golden ratio. */
  private static final long SPREAD = 0x9E3779B97F4A7C15L;

  private final Run share;
  private final AttemptId attempt;
  private final Content payload;

  ItemContext(Run share, BatchItem item) {
    this.share = share;
    UUID id = share.attempt().job().value();
    long named = id.getLeastSignificantBits() ^ ((item.number() * SPREAD) >>> 2);
    // A share that is tried again has the same items; each of its attempts is one more of theirs.
    int number = item.attempt() + share.attempt().number() - 1;
    this.attempt = new AttemptId(new JobId(new UUID(id.getMostSignificantBits(), named)), number);
    this.payload = Content.of(Content.JSON, item.payload().array());
  }

  @Override
  public AttemptId attempt() {
    return attempt;
  }

  @Override
  public Content payload() {
    return payload;
  }

  @Override
  public Duration timeLeft() {
    return share.timeLeft();
  }

  @Override
  public Optional<TraceParent> trace() {
    return share.trace();
  }

  @Override
  public boolean isCancelled() {
    return share.isCancelled();
  }

  @Override
  public void progress(int percent, String message) {}
}
