package io.grapevine.rest.problem;

import java.io.IOException;

/** More of a body came than is accepted; nothing beyond the limit was read. */
final class BodyTooLargeException extends IOException {
  BodyTooLargeException(long limit) {
    super("The body is larger than the " + limit + " bytes that are accepted here.");
  }

  /** The sentence for the client. */
  String detail() {
    return String.valueOf(getMessage());
  }
}
