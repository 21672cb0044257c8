/**
 * Keeps jobs and whatever else must outlive the process in SQL: an SQLite file of this process
 * alone, or a PostgreSQL that several requesters share. The adapters of {@code coordination}'s
 * ports are here; nothing else of Grapevine knows SQL.
 *
 * <p>{@link io.grapevine.storage.Database} opens the store and brings its tables up to date. What
 * reads goes through {@link io.grapevine.storage.Database#reads()}, on a small pool of connections.
 * What writes goes through {@link io.grapevine.storage.GroupWriter}: one thread with one connection
 * that carries out many {@link io.grapevine.storage.Write}s in one transaction and completes each
 * one's future after the commit.
 *
 * <h2>Adding a table</h2>
 *
 * <p>Add {@code src/main/resources/db/migration/V<next number>__<what>.sql}, in SQL that both
 * databases take; where they differ, the placeholders of {@link io.grapevine.storage.Dialect} stand
 * in ({@code ${bytes}} is the type of a column of bytes, {@code ${clustered}} ends a table whose
 * rows are small and are found by their primary key). Never change a migration that was released:
 * Flyway has its checksum in every store, and a store that differs is not opened. Times are whole
 * numbers, of nanoseconds since 1970 where they are compared with a job's times.
 *
 * <h2>Adding a write</h2>
 *
 * <p>Submit a {@link io.grapevine.storage.Write}, which adds rows to statements: {@code
 * writer.submit(rows -> rows.add(INSERT, id, bytes))}. Keep the texts of statements constant, for
 * they are prepared once per connection and all rows of one statement go out in one batch. In a
 * group all INSERTs are carried out first, then the UPDATEs, then the DELETEs, each in the order in
 * which they were first added. A write is repeated if the outcome of its commit is not known or if
 * a neighbour in its group failed: make it so that the second time changes nothing ({@code ON
 * CONFLICT ... DO NOTHING}). Writes that were submitted first are durable first.
 */
@NullMarked
package io.grapevine.storage;

import org.jspecify.annotations.NullMarked;
