package io.grapevine.storage;

import java.sql.SQLException;

/**
 * One change to the store, which is made whole or not at all. It may be carried out more than once,
 * see the package's description.
 */
@FunctionalInterface
public interface Write {
  /** What a write takes of the queue's room beside the bytes that it carries. */
  int OVERHEAD_BYTES = 512;

  /**
   * Adds the rows of this change, on the writer's thread.
   *
   * @throws SQLException if the database does not take them
   */
  void into(Rows rows) throws SQLException;

  /** About how many bytes wait with it. */
  default long size() {
    return OVERHEAD_BYTES;
  }
}
