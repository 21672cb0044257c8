package io.grapevine.coordination;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.SignedOutcome;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Test values with defaults that make sense. */
final class Samples {
  static final Instant T0 = Instant.parse("2030-01-01T00:00:00Z");
  static final WorkType ECHO = new WorkType("echo");
  static final PeerId SELF = peer(0);

  private Samples() {}

  static PeerId peer(int number) {
    return PeerId.ofPublicKey(ByteBuffer.allocate(36).putInt(32, number).array());
  }

  static JobId job(int number) {
    return JobId.at(T0.toEpochMilli() + number, 0, number);
  }

  static Content content(String text) {
    return Content.of("text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  static JobSpec spec(int number, Map<String, String> labels) {
    return new JobSpec(
        job(number),
        ECHO,
        content("payload " + number),
        Duration.ofMinutes(1),
        new TreeMap<>(labels),
        3,
        Delivery.AT_LEAST_ONCE);
  }

  static JobEvent.Submitted submitted(int number) {
    return submitted(number, Map.of());
  }

  static JobEvent.Submitted submitted(int number, Map<String, String> labels) {
    return new JobEvent.Submitted(job(number), T0.plusMillis(number), spec(number, labels), SELF);
  }

  /** A job that belongs to a batch, or is one if the batch has its number. */
  static JobEvent.Submitted submittedIn(int number, JobId batch) {
    JobSpec alone = spec(number, Map.of());
    JobSpec spec =
        new JobSpec(
            alone.id(),
            alone.type(),
            alone.payload(),
            alone.timeout(),
            alone.labels(),
            alone.maxAttempts(),
            alone.delivery(),
            alone.preferences(),
            batch);
    return new JobEvent.Submitted(spec.id(), T0, spec, SELF);
  }

  static Outcome refused(JobId job, PeerId requester) {
    return new Outcome(
        job,
        ECHO,
        JobStatus.REFUSED,
        requester,
        null,
        0,
        1,
        Failure.permanent(FailureCode.NO_WORKERS, "nobody came"),
        null);
  }

  static Outcome succeeded(JobId job, PeerId worker, Content result) {
    Receipt receipt =
        new Receipt(
            new AttemptId(job, 1),
            SELF,
            worker,
            result.digest(),
            new Usage(Duration.ofMillis(5), 10, result.size()),
            Bytes.wrap(new byte[] {1}));
    return new Outcome(job, ECHO, JobStatus.SUCCEEDED, SELF, worker, 1, 1, null, receipt);
  }

  static JobEvent.Concluded concluded(Outcome outcome) {
    return new JobEvent.Concluded(outcome.job(), T0.plusSeconds(1), outcome);
  }

  static SignedOutcome signed(Outcome outcome) {
    return new SignedOutcome(outcome, Bytes.wrap(new byte[] {2}));
  }

  static JobRequest request(String text) {
    return request(text, null);
  }

  static JobRequest request(String text, @Nullable String key) {
    SortedMap<String, String> none = new TreeMap<>();
    return new JobRequest(ECHO, content(text), null, none, null, Delivery.AT_LEAST_ONCE, key);
  }
}
