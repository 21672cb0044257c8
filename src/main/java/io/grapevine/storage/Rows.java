package io.grapevine.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one group of writes. All rows of one statement go to the database together; the
 * statements stay prepared as long as the connection lasts.
 */
public final class Rows {
  /** Most statements that stay prepared. */
  private static final int STATEMENTS_MAX = 128;

  private final Connection connection;
  private final Map<String, Batch> batches = new LinkedHashMap<>();
  private final Map<String, PreparedStatement> queries = new LinkedHashMap<>();
  private final Set<String> used = new LinkedHashSet<>();
  private final Set<Object> passed = new LinkedHashSet<>();

  Rows(Connection connection) {
    this.connection = connection;
  }

  /**
   * Adds one row to an INSERT, UPDATE or DELETE.
   *
   * @param values byte arrays, texts, numbers; in the order of the statement's question marks
   */
  public void add(String sql, @Nullable Object... values) throws SQLException {
    batch(sql).add(null, values);
  }

  /**
   * Adds one row to a statement that must change something by it.
   *
   * @param otherwise the failure of this write, and of nothing else, if it changes nothing
   */
  public void addEffective(
      String sql, Supplier<? extends RuntimeException> otherwise, @Nullable Object... values)
      throws SQLException {
    batch(sql).add(otherwise, values);
  }

  /**
   * Asks, before any row of this group is sent, whether there is an answer at all; once per group
   * for the same question and values.
   */
  public boolean holds(String sql, Object... values) throws SQLException {
    List<Object> question = new ArrayList<>(List.of(values));
    question.add(sql);
    if (passed.contains(question)) {
      return true;
    }
    PreparedStatement query = queries.get(sql);
    if (query == null) {
      query = connection.prepareStatement(sql);
      if (queries.size() < STATEMENTS_MAX) {
        queries.put(sql, query);
      }
    }
    bind(query, values);
    try (ResultSet answer = query.executeQuery()) {
      if (!answer.next()) {
        return false;
      }
    }
    passed.add(question);
    return true;
  }

  /** The connection itself, for what must be read and changed at once, such as a claim. */
  public Connection connection() {
    return connection;
  }

  /** Sends everything: what is new first, then what changes, then what goes. */
  void send() throws SQLException {
    for (String verb : List.of("INSERT", "UPDATE", "DELETE")) {
      for (String sql : used) {
        if (sql.startsWith(verb)) {
          batch(sql).send();
        }
      }
    }
  }

  /** Forgets everything that was added, so that the next group can begin. */
  void clear() throws SQLException {
    for (String sql : used) {
      batch(sql).clear();
    }
    used.clear();
    passed.clear();
    if (batches.size() > STATEMENTS_MAX) {
      for (Batch batch : batches.values()) {
        batch.statement.close();
      }
      batches.clear();
    }
  }

  private Batch batch(String sql) throws SQLException {
    Batch batch = batches.get(sql);
    if (batch == null) {
      if (!sql.startsWith("INSERT") && !sql.startsWith("UPDATE") && !sql.startsWith("DELETE")) {
        throw new IllegalArgumentException("not an INSERT, UPDATE or DELETE: " + sql);
      }
      batch = new Batch(connection.prepareStatement(sql));
      batches.put(sql, batch);
    }
    used.add(sql);
    return batch;
  }

  private static void bind(PreparedStatement statement, @Nullable Object... values)
      throws SQLException {
    for (int i = 0; i < values.length; i++) {
      switch (values[i]) {
        case null -> statement.setObject(i + 1, null);
        case byte[] bytes -> statement.setBytes(i + 1, bytes);
        case String text -> statement.setString(i + 1, text);
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setInt(i + 1, number);
        case Object other ->
            throw new IllegalArgumentException("a column cannot hold a " + other.getClass());
      }
    }
  }

  private static final class Batch {
    private final PreparedStatement statement;
    private final List<@Nullable Supplier<? extends RuntimeException>> expectations =
        new ArrayList<>();

    Batch(PreparedStatement statement) {
      this.statement = statement;
    }

    void add(@Nullable Supplier<? extends RuntimeException> otherwise, @Nullable Object... values)
        throws SQLException {
      bind(statement, values);
      statement.addBatch();
      expectations.add(otherwise);
    }

    void send() throws SQLException {
      int[] counts = statement.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        Supplier<? extends RuntimeException> otherwise = expectations.get(i);
        if (otherwise != null && counts[i] == 0) {
          throw otherwise.get();
        }
      }
    }

    void clear() throws SQLException {
      statement.clearBatch();
      expectations.clear();
    }
  }
}
