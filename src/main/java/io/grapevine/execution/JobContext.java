package io.grapevine.execution;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.TraceParent;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a handler knows of the run that it is in. Safe for use by several threads. */
public interface JobContext {
  /** The job and the number of this attempt; the same pair is never run twice by one worker. */
  AttemptId attempt();

  /** What the client sent, byte for byte. */
  Content payload();

  /** What is left of the run's time, never negative. */
  Duration timeLeft();

  /**
   * To be sent along as {@code traceparent} (W3C Trace Context) where the handler asks others, so
   * that what they do shows in the trace of the job; empty if the job is not traced.
   */
  default Optional<TraceParent> trace() {
    return Optional.empty();
  }

  /**
   * Whether the run has been stopped or is out of time. Only handlers that compute without blocking
   * need to ask; blocking calls are interrupted.
   */
  boolean isCancelled();

  /**
   * Tells the client how far the work is. Call it as often as you like: reports are thinned out
   * before they travel, the latest one survives.
   *
   * @param percent clipped to 0 to 100
   * @param message for people; shortened to 200 characters
   */
  void progress(int percent, String message);

  /**
   * The payload as a JSON tree.
   *
   * @throws WorkException (permanent) if it is not JSON
   */
  default JsonNode payloadTree() throws WorkException {
    try {
      return JsonMapper.shared().readTree(payload().bytes().array());
    } catch (JacksonException notJson) {
      throw WorkException.badInput("the payload is not JSON: " + notJson.getOriginalMessage());
    }
  }

  /**
   * The payload as a record or class of the handler's own.
   *
   * @throws WorkException (permanent) if it does not fit
   */
  default <T> T payloadAs(Class<T> form) throws WorkException {
    try {
      return JsonMapper.shared().readValue(payload().bytes().array(), form);
    } catch (JacksonException unfit) {
      throw WorkException.badInput("the payload does not fit: " + unfit.getOriginalMessage());
    }
  }
}
