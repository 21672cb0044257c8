package io.grapevine.execution.http;

import java.io.IOException;
import java.time.Duration;

/** An exchange took longer than it may. */
public final class ExchangeTimeoutException extends IOException {
  ExchangeTimeoutException(Duration limit) {
    super("no complete answer within " + limit);
  }
}
