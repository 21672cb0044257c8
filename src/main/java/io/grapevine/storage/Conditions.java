package io.grapevine.storage;

import io.grapevine.coordination.JobQuery;
import io.grapevine.coordination.JobQuery.Scope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a query asks of a row of the table of jobs. */
final class Conditions {
  private final List<String> texts = new ArrayList<>();
  private final List<Object> values = new ArrayList<>();

  private Conditions() {}

  static Conditions of(JobQuery query) {
    Conditions all = new Conditions();
    all.scope(query.scope());
    if (query.status() != null) {
      all.add(
          query.status().isFinal() ? "outcome = ?" : "outcome IS NULL AND status = ?",
          query.status().name());
    }
    all.add("type = ?", query.type() == null ? null : query.type().name());
    all.add("worker = ?", query.worker() == null ? null : query.worker().toString());
    if (query.submittedAfter() != null) {
      all.add("submitted_at > ?", Columns.nanos(query.submittedAfter()));
    }
    if (query.submittedBefore() != null) {
      all.add("submitted_at < ?", Columns.nanos(query.submittedBefore()));
    }
    all.add("id < ?", query.before() == null ? null : Columns.id(query.before()));
    query
        .labels()
        .forEach(
            (name, value) -> {
              all.texts.add("id IN (SELECT job FROM job_labels WHERE name = ? AND value = ?)");
              all.values.add(name);
              all.values.add(value);
            });
    return all;
  }

  private void scope(Scope scope) {
    switch (scope) {
      case Scope.Jobs _ -> texts.add("batch IS NULL");
      case Scope.Batches _ -> texts.add("batch = id");
      case Scope.SharesOf shares -> {
        add("batch = ?", Columns.id(shares.batch()));
        add("id <> ?", Columns.id(shares.batch()));
      }
    }
  }

  /** Absent values ask for nothing. */
  private void add(String text, @Nullable Object value) {
    if (value != null) {
      texts.add(text);
      values.add(value);
    }
  }

  String text() {
    return String.join(" AND ", texts);
  }

  List<Object> valuesAnd(Object last) {
    List<Object> all = new ArrayList<>(values);
    all.add(last);
    return all;
  }
}
