package io.grapevine.rest;

import io.grapevine.coordination.JobQuery;
import io.grapevine.coordination.LedgerVerification;
import io.grapevine.coordination.WorkRole;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import io.grapevine.rest.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads parameters and headers; what is wrong is named. */
final class Parameters {
  /** Items in a page when the client does not say. */
  static final int LIMIT_DEFAULT = 50;

  /** Most items in a page. */
  static final int LIMIT_MAX = 1_000;

  private static final int KEY_LENGTH_MAX = 255;
  private static final int CLIENT_LENGTH_MAX = 128;

  private Parameters() {}

  /** A text that is no id cannot name a job, hence the same answer as for one that is unknown. */
  static JobId jobId(String text) {
    return JobId.parse(text).orElseThrow(() -> jobNotFound(text));
  }

  static ProblemException jobNotFound(Object id) {
    String shown = id.toString();
    return ProblemException.of(
        ProblemType.JOB_NOT_FOUND,
        JobId.parse(shown).isPresent()
            ? ("This peer has no job %s. Another peer took it in, or it ended longer ago than jobs"
                    + " are kept.")
                .formatted(shown)
            : "The id of a job is a UUID; take it from the answer to the submission.");
  }

  static ProblemException batchNotFound(String id) {
    return ProblemException.of(
        ProblemType.BATCH_NOT_FOUND,
        JobId.parse(id).isPresent()
            ? ("This peer has no batch %s. Another peer took it in, or it ended longer ago than"
                    + " batches are kept.")
                .formatted(id)
            : "The id of a batch is a UUID; take it from the answer to the submission.");
  }

  static boolean flag(String name, String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(name, "must be true or false");
    };
  }

  static @Nullable JobStatus status(@Nullable String text) {
    return status(text, List.of(JobStatus.values()));
  }

  /** Only how a job can end. */
  static @Nullable JobStatus outcomeStatus(@Nullable String text) {
    return status(text, Arrays.stream(JobStatus.values()).filter(JobStatus::isFinal).toList());
  }

  private static @Nullable JobStatus status(@Nullable String text, List<JobStatus> possible) {
    if (text == null) {
      return null;
    }
    return possible.stream()
        .filter(status -> status.name().equals(text))
        .findFirst()
        .orElseThrow(() -> wrong("status", "must be one of " + possible));
  }

  static @Nullable WorkType workType(@Nullable String text) {
    if (text == null) {
      return null;
    }
    if (!WorkType.isValid(text)) {
      throw wrong("type", "must be the name of a work type, such as echo");
    }
    return new WorkType(text);
  }

  /** The shares of the batch with this id; without one, jobs by themselves. */
  static JobQuery.Scope scope(@Nullable String batch) {
    if (batch == null) {
      return new JobQuery.Scope.Jobs();
    }
    return new JobQuery.Scope.SharesOf(
        JobId.parse(batch).orElseThrow(() -> wrong("batch", "must be the id of a batch, a UUID")));
  }

  static @Nullable PeerId peer(String name, @Nullable String text) {
    try {
      return text == null ? null : PeerId.parse(text);
    } catch (IOException notAPeer) {
      throw wrong(name, "must be a peer id, such as 12D3KooW…");
    }
  }

  static @Nullable Instant instant(String name, @Nullable String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException notATime) {
      throw wrong(name, "must be an RFC 3339 time, such as 2026-01-31T12:00:00Z");
    }
  }

  static Map<String, String> labels(@Nullable List<String> texts) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (String text : texts == null ? List.<String>of() : texts) {
      int split = text.indexOf('=');
      if (split < 1 || !Labels.isValid(text.substring(0, split), text.substring(split + 1))) {
        throw wrong("label", "must be of the form name=value, once for each label");
      }
      String earlier = labels.put(text.substring(0, split), text.substring(split + 1));
      if (earlier != null || labels.size() > Labels.COUNT_MAX) {
        throw wrong("label", "must name each label once, and at most " + Labels.COUNT_MAX);
      }
    }
    return labels;
  }

  static int limit(@Nullable String text) {
    if (text == null) {
      return LIMIT_DEFAULT;
    }
    int limit = wholeNumber(text);
    if (limit < 1 || limit > LIMIT_MAX) {
      throw wrong("limit", "must be a whole number from 1 to " + LIMIT_MAX);
    }
    return limit;
  }

  /** Number of an entry; the first one if the client does not say. */
  static long from(@Nullable String text) {
    if (text == null) {
      return 1;
    }
    boolean digits = text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (text.isEmpty() || text.length() > 18 || !digits || Long.parseLong(text) < 1) {
      throw wrong("from", "must be the position of an outcome, a whole number from 1");
    }
    return Long.parseLong(text);
  }

  /** Most entries to look at. */
  static int verificationLimit(@Nullable String text) {
    int limit = text == null ? LIMIT_MAX : wholeNumber(text);
    if (limit < 1 || limit > LedgerVerification.ENTRIES_MAX) {
      throw wrong("limit", "must be a whole number from 1 to " + LedgerVerification.ENTRIES_MAX);
    }
    return limit;
  }

  static WorkRole role(@Nullable String text) {
    return switch (text) {
      case "worker" -> WorkRole.WORKER;
      case "requester" -> WorkRole.REQUESTER;
      case null, default -> throw wrong("by", "must be worker or requester");
    };
  }

  static @Nullable String idempotencyKey(@Nullable String text) {
    return text == null ? null : printable("Idempotency-Key", text, KEY_LENGTH_MAX);
  }

  /**
   * Who asks: what the client says in the header of this name, else its address.
   *
   * @param header empty if no header counts
   */
  static String client(HttpServletRequest request, String header) {
    String name = header.isEmpty() ? null : request.getHeader(header);
    return name == null ? request.getRemoteAddr() : printable(header, name, CLIENT_LENGTH_MAX);
  }

  private static String printable(String header, String text, int lengthMax) {
    boolean visible = text.chars().allMatch(c -> c >= 0x20 && c < 0x7f);
    if (text.isBlank() || text.length() > lengthMax || !visible) {
      throw ProblemException.invalidRequest(
          Fault.inHeader(
              header, "must be 1 to %d printable ASCII characters".formatted(lengthMax)));
    }
    return text;
  }

  /** Number of the last entry that the client has; 0 if it has none. */
  static int lastEventId(@Nullable String text) {
    if (text == null || text.isEmpty()) {
      return 0;
    }
    int id = wholeNumber(text);
    if (id < 0) {
      throw ProblemException.invalidRequest(
          Fault.inHeader("Last-Event-ID", "must be the id of an event of this stream"));
    }
    return id;
  }

  private static int wholeNumber(String text) {
    return text.length() <= 9 && text.chars().allMatch(c -> c >= '0' && c <= '9') && !text.isEmpty()
        ? Integer.parseInt(text)
        : -1;
  }

  private static ProblemException wrong(String parameter, String expected) {
    return ProblemException.invalidRequest(Fault.inParameter(parameter, expected));
  }
}
