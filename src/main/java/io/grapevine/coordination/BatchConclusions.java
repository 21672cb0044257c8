package io.grapevine.coordination;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Failure;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down how batches end. The outcome of a batch is for this peer's clients alone and is not
 * broadcast: what workers did is in the outcomes of the shares. Its result is its figures. The
 * requester itself vouches for it, so that its receipt is not signed. For the loop thread only.
 */
final class BatchConclusions {
  private static final Logger LOG = LoggerFactory.getLogger(BatchConclusions.class);

  private final PeerId self;
  private final JobChronicle chronicle;
  private final InstantSource clock;

  BatchConclusions(PeerId self, JobChronicle chronicle, InstantSource clock) {
    this.self = self;
    this.chronicle = chronicle;
    this.clock = clock;
  }

  /** A batch that is in the journal. */
  void tell(JobEvent event) {
    chronicle.tell(event);
  }

  /**
   * Writes the end of a batch down.
   *
   * @param done called when that is durable, or cannot be; then it is resumed after a restart
   */
  void write(LiveBatch batch, JobStatus status, Runnable done) {
    Content figures = batch.figures().toContent();
    JobEvent over =
        new JobEvent.Concluded(batch.id(), clock.instant(), outcome(batch, status, figures));
    boolean durable =
        chronicle.write(
            over,
            figures,
            failure -> {
              if (failure == null) {
                chronicle.tell(over);
              } else {
                LOG.error("the end of batch {} cannot be written", batch.id(), failure);
              }
              done.run();
            });
    if (durable) {
      chronicle.tell(over);
      done.run();
    }
  }

  private Outcome outcome(LiveBatch batch, JobStatus status, Content figures) {
    JobSpec spec = batch.spec();
    boolean succeeded = status == JobStatus.SUCCEEDED;
    @Nullable Failure failure = succeeded ? null : batch.failure();
    @Nullable Receipt receipt = succeeded ? receipt(spec, figures) : null;
    return new Outcome(
        spec.id(),
        spec.type(),
        status,
        self,
        succeeded ? self : null,
        batch.figures().shares(),
        0,
        failure,
        receipt);
  }

  private Receipt receipt(JobSpec spec, Content figures) {
    return new Receipt(
        new AttemptId(spec.id(), 1),
        self,
        self,
        figures.digest(),
        new Usage(Duration.ZERO, spec.payload().size(), figures.size()),
        Bytes.wrap(new byte[0]));
  }
}
