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
   * @throws StoreException if it was written by a newer version
   * @throws DamagedJobException if nobody wrote it so
   */
  static JobEvent decode(int version, String stored) {
    if (version < 1) {
      throw new DamagedJobException("The store holds an event of version " + version);
    }
    if (version != VERSION) {
      throw new StoreException(
          ("The store holds events of version %d, and this version of Grapevine reads version %d."
                  + " Start the version that wrote them, or a newer one.")
              .formatted(version, VERSION));
    }
    JobEvent event;
    try {
      event = JSON.readValue(stored, JobEvent.class);
    } catch (JacksonException | IllegalArgumentException | NullPointerException damaged) {
      throw new DamagedJobException(
          "The store holds an event that cannot be read: " + damaged.getMessage(), damaged);
    }
    Completeness.check(event);
    return event;
  }
}
