package io.grapevine.storage;

import io.grapevine.job.JobEvent;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Events as they are stored: JSON, so that an operator can read them with the database's own tools.
 * Payloads and results are kept beside them. Whoever changes what events look like adds a version
 * and reads the earlier ones still.
 */
final class EventCodec {
  /** What is written now. */
  static final int VERSION = 1;

  private static final JsonMapper JSON = EventJson.mapper();

  private EventCodec() {}

  static String encode(JobEvent event) {
    return JSON.writerFor(JobEvent.class).writeValueAsString(event);
  }

  /**
   * Reads what was stored.
   *
   * @throws StoreException if it was written by a newer version, or is damaged
   */
  static JobEvent decode(int version, String stored) {
    if (version != VERSION) {
      throw new StoreException(
          ("The store holds events of version %d, and this version of Grapevine reads version %d."
                  + " Start the version that wrote them, or a newer one.")
              .formatted(version, VERSION));
    }
    try {
      return JSON.readValue(stored, JobEvent.class);
    } catch (JacksonException | IllegalArgumentException damaged) {
      throw new StoreException(
          "The store holds an event that cannot be read: " + damaged.getMessage(), damaged);
    }
  }
}
