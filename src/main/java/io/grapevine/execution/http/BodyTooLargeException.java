package io.grapevine.execution.http;

import java.io.IOException;

/** A body is longer than its limit. */
public final class BodyTooLargeException extends IOException {
  BodyTooLargeException(int sizeMax) {
    super("the answer is larger than " + sizeMax + " bytes");
  }
}
