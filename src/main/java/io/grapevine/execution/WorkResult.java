package io.grapevine.execution;

import io.grapevine.job.Content;
import tools.jackson.databind.json.JsonMapper;

/** What a handler made of a job. */
public record WorkResult(Content content) {
  /** Bytes of any kind; the caller must not change the array any more. */
  public static WorkResult of(String mediaType, byte[] bytes) {
    return new WorkResult(Content.of(mediaType, bytes));
  }

  /**
   * A record, map, list or tree, written as JSON.
   *
   * @throws tools.jackson.core.JacksonException if it cannot be
   */
  public static WorkResult json(Object value) {
    return of(Content.JSON, JsonMapper.shared().writeValueAsBytes(value));
  }
}
