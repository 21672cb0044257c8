package io.grapevine.storage;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;

/** Brings the tables up to date. */
final class Migrations {
  private static final String LOCATION = "classpath:db/migration";

  private static final String SERVER_ADVICE =
      " Check that the server runs, and grapevine.storage.url, grapevine.storage.user and"
          + " grapevine.storage.password.";

  private Migrations() {}

  /**
   * Carries out what is missing.
   *
   * @throws StoreException if the tables are not of this or an earlier Grapevine, or the database
   *     cannot be reached
   */
  static void run(DataSource source, StoreSite site) {
    try {
      Flyway.configure(Migrations.class.getClassLoader())
          .dataSource(source)
          .locations(LOCATION)
          .placeholders(site.dialect().placeholders())
          .table("grapevine_schema")
          .ignoreMigrationPatterns(new String[0])
          .load()
          .migrate();
    } catch (FlywayValidateException other) {
      throw new StoreException(
          ("The store %s was made by another version of Grapevine, probably a newer one. Start that"
                  + " version, or give this one another store.")
              .formatted(site.name()),
          other);
    } catch (FlywayException failed) {
      throw new StoreException(
          "The store %s cannot be opened: %s%s"
              .formatted(
                  site.name(),
                  StoreSite.reason(failed),
                  site.dialect() == Dialect.POSTGRESQL ? SERVER_ADVICE : ""),
          failed);
    }
  }
}
