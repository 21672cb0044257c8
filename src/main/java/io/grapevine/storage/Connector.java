package io.grapevine.storage;

import java.sql.Connection;
import java.sql.SQLException;

/** Makes connections for writing. */
@FunctionalInterface
interface Connector {
  Connection connect() throws SQLException;
}
