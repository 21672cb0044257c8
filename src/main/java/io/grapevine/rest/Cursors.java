package io.grapevine.rest;

import io.grapevine.job.JobId;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.rest.problem.Fault;
import io.grapevine.rest.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the next page of a list begins, as text that means nothing to clients. */
final class Cursors {
  private static final int LENGTH_MAX = 200;

  private Cursors() {}

  static String of(JobId before) {
    return encoded("j", before.toString());
  }

  static String of(long beforePosition) {
    return encoded("o", Long.toString(beforePosition));
  }

  static String of(PeerId after) {
    return encoded("w", after.toString());
  }

  static @Nullable JobId job(@Nullable String cursor) {
    return cursor == null ? null : JobId.parse(decoded("j", cursor)).orElseThrow(Cursors::unusable);
  }

  static long position(@Nullable String cursor) {
    if (cursor == null) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(decoded("o", cursor));
    } catch (NumberFormatException notANumber) {
      throw unusable();
    }
  }

  static Optional<PeerId> peer(@Nullable String cursor) {
    if (cursor == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(PeerId.parse(decoded("w", cursor)));
    } catch (IOException notAPeer) {
      throw unusable();
    }
  }

  private static String encoded(String kind, String place) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString((kind + place).getBytes(StandardCharsets.US_ASCII));
  }

  private static String decoded(String kind, String cursor) {
    try {
      String text =
          cursor.length() > LENGTH_MAX
              ? ""
              : new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      if (text.startsWith(kind)) {
        return text.substring(kind.length());
      }
    } catch (IllegalArgumentException notBase64) {
      throw unusable();
    }
    throw unusable();
  }

  private static ProblemException unusable() {
    return ProblemException.invalidRequest(
        Fault.inParameter(
            "cursor", "must be the nextCursor of an earlier page of the same list, unchanged"));
  }
}
