package io.grapevine.coordination;

import io.grapevine.job.Digest;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Preferences;
import io.grapevine.job.Requirement;
import io.grapevine.job.ShareContent;
import io.grapevine.libp2p.peer.PeerId;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a request may ask for, and what it gets where it asks for nothing. */
final class RequestRules {
  static final int LABELS_MAX = 32;
  static final int LABEL_NAME_LENGTH_MAX = 63;
  static final int LABEL_VALUE_LENGTH_MAX = 255;
  static final int KEY_LENGTH_MAX = 255;

  /** Most bytes of all items of a batch. */
  static final int BATCH_SIZE_MAX = 32 << 20;

  private final CoordinationConfig config;

  RequestRules(CoordinationConfig config) {
    this.config = config;
  }

  /** The first value that is out of range; empty if the request is sound. */
  Optional<Submission.OutOfRange> check(JobRequest request) {
    Duration timeout = request.timeout();
    if (timeout != null && !(timeout.isPositive() && timeout.compareTo(config.maxTimeout()) <= 0)) {
      return outOfRange("timeout", "is more than PT0S and at most " + config.maxTimeout());
    }
    Integer attempts = request.maxAttempts();
    if (attempts != null && (attempts < 1 || attempts > config.maxAttempts())) {
      return outOfRange("maxAttempts", "is between 1 and " + config.maxAttempts());
    }
    int sizeMax = isBatch(request) ? BATCH_SIZE_MAX : config.payloadSizeMax();
    if (request.payload().size() > sizeMax) {
      return outOfRange(
          isBatch(request) ? "items" : "payload", "has at most " + sizeMax + " bytes");
    }
    String key = request.idempotencyKey();
    if (key != null && (key.isBlank() || key.length() > KEY_LENGTH_MAX)) {
      return outOfRange("Idempotency-Key", "has 1 to " + KEY_LENGTH_MAX + " characters");
    }
    Duration attemptTimeout = request.preferences().attemptTimeout();
    if (attemptTimeout != null && attemptTimeout.compareTo(config.maxTimeout()) > 0) {
      return outOfRange("attemptTimeout", "is at most " + config.maxTimeout());
    }
    if (request.client().length() > ClientLimits.NAME_LENGTH_MAX) {
      return outOfRange("client", "has at most " + ClientLimits.NAME_LENGTH_MAX + " characters");
    }
    return checkLabels(request.labels());
  }

  /** Whether the request is for a batch: its payload is one item per line. */
  static boolean isBatch(JobRequest request) {
    return request.payload().mediaType().equals(ShareContent.ITEMS_MEDIA_TYPE);
  }

  /** The job that a sound request asks for. */
  JobSpec spec(JobRequest request, JobId id) {
    Duration timeout = request.timeout();
    Integer attempts = request.maxAttempts();
    return new JobSpec(
        id,
        request.type(),
        request.payload(),
        timeout == null ? defaultTimeout(request) : timeout,
        request.labels(),
        attempts == null ? config.defaultAttempts() : attempts,
        request.delivery(),
        request.preferences(),
        isBatch(request) ? id : null);
  }

  /** How long a batch takes cannot be guessed, so that it has all the time there is. */
  private Duration defaultTimeout(JobRequest request) {
    return isBatch(request) ? config.maxTimeout() : config.defaultTimeout();
  }

  /** The client's name for a request, with a digest of everything that the client asked for. */
  static Optional<JobJournal.Key> key(JobRequest request) {
    return Optional.ofNullable(request.idempotencyKey())
        .map(value -> new JobJournal.Key(value, fingerprint(request)));
  }

  private static Optional<Submission.OutOfRange> checkLabels(Map<String, String> labels) {
    if (labels.size() > LABELS_MAX) {
      return outOfRange("labels", "are at most " + LABELS_MAX);
    }
    for (Map.Entry<String, String> label : labels.entrySet()) {
      if (label.getKey().isBlank() || label.getKey().length() > LABEL_NAME_LENGTH_MAX) {
        return outOfRange("labels", "have names of 1 to " + LABEL_NAME_LENGTH_MAX + " characters");
      }
      if (label.getValue().length() > LABEL_VALUE_LENGTH_MAX) {
        return outOfRange(
            "labels", "have values of at most " + LABEL_VALUE_LENGTH_MAX + " characters");
      }
    }
    return Optional.empty();
  }

  private static Optional<Submission.OutOfRange> outOfRange(String field, String detail) {
    return Optional.of(new Submission.OutOfRange(field, detail));
  }

  private static Digest fingerprint(JobRequest request) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeUTF(request.type().name());
      out.writeUTF(request.payload().mediaType());
      out.write(request.payload().digest().toBytes());
      out.writeUTF(String.valueOf(request.timeout()));
      out.writeUTF(String.valueOf(request.maxAttempts()));
      out.writeUTF(request.delivery().name());
      out.writeInt(request.labels().size());
      for (Map.Entry<String, String> label : request.labels().entrySet()) {
        out.writeUTF(label.getKey());
        out.writeUTF(label.getValue());
      }
      write(request.preferences(), out);
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory does not fail to be written", impossible);
    }
    return Digest.of(bytes.toByteArray());
  }

  private static void write(Preferences preferences, DataOutputStream out) throws IOException {
    write(preferences.requirements().hard(), out);
    write(preferences.requirements().soft(), out);
    out.writeUTF(String.valueOf(preferences.policy()));
    out.writeUTF(preferences.priority().name());
    out.writeUTF(String.valueOf(preferences.attemptTimeout()));
    out.writeBoolean(preferences.hedged());
    for (PeerId worker : preferences.workers()) {
      out.writeUTF(worker.toString());
    }
  }

  private static void write(List<Requirement> requirements, DataOutputStream out)
      throws IOException {
    out.writeInt(requirements.size());
    for (Requirement requirement : requirements) {
      out.writeUTF(requirement.attribute());
      out.writeUTF(requirement.comparison().name());
      out.writeUTF(requirement.value());
    }
  }
}
