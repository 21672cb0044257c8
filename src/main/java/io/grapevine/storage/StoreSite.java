package io.grapevine.storage;

import io.grapevine.storage.Dialect.Trouble;
import java.net.UnknownHostException;
import java.sql.SQLException;

/**
 * A database as an operator knows it, and the words for what befalls it.
 *
 * @param dialect which kind it is
 * @param name the file, or the server and the database on it; without user and password
 */
record StoreSite(Dialect dialect, String name) {
  private static final int REASON_MAX = 300;

  /** What went wrong, where, and what to check. */
  String sentence(SQLException failure) {
    String reason = reason(failure);
    Trouble trouble = dialect.trouble(failure);
    return switch (trouble) {
      case FULL -> "the store %s has no room left: %s %s".formatted(name, reason, advice(trouble));
      case AWAY ->
          "the store %s cannot be reached or cannot work: %s %s"
              .formatted(name, reason, advice(trouble));
      case PASSING -> "the store %s is held up by somebody else: %s".formatted(name, reason);
      case REFUSED -> "the store %s refused a write: %s".formatted(name, reason);
    };
  }

  private String advice(Trouble trouble) {
    return switch (dialect) {
      case SQLITE ->
          trouble == Trouble.FULL
              ? "Make room on its disk."
              : "Check its disk, and whether this process may write there.";
      case POSTGRESQL ->
          trouble == Trouble.FULL
              ? "Make room on the server's disk."
              : "Check that the server runs, answers and can be reached from here, and its log.";
    };
  }

  /** The innermost reason as one sentence in one line, for outer ones repeat statements. */
  static String reason(Throwable failure) {
    Throwable at = failure;
    for (Throwable next = at.getCause(); next != null; next = at.getCause()) {
      at = next;
    }
    String said = String.valueOf(at.getMessage()).strip().replaceAll("\\s+", " ");
    if (at instanceof UnknownHostException) {
      // Whose message is the bare name.
      said = "there is no host " + said;
    }
    if (said.length() > REASON_MAX) {
      return said.substring(0, REASON_MAX) + "…";
    }
    return said.endsWith(".") ? said : said + ".";
  }
}
