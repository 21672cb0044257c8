package io.grapevine.libp2p.resources;

import org.jspecify.annotations.Nullable;

/**
 * Something was not granted. Cheap to throw, since floods cause many: it has no stack trace, and
 * its sentence is made when it is asked for.
 */
public final class LimitReached extends Exception {
  private final transient Limit limit;
  private final int count;
  private final transient @Nullable Object scope;

  LimitReached(Limit limit, int count, @Nullable Object scope) {
    super(null, null, false, false);
    this.limit = limit;
    this.count = count;
    this.scope = scope;
  }

  /** Which limit it was. */
  public Limit limit() {
    return limit;
  }

  /** One clause for the log, such as "8 inbound handshakes are under way from 10.0.0.7". */
  @Override
  public String getMessage() {
    return limit.sentence(count, scope == null ? "" : scope.toString());
  }
}
