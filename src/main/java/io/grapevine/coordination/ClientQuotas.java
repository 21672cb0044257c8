package io.grapevine.coordination;

import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts what each client has here and how fast it submits, so that one cannot crowd out the
 * others. It keeps order among clients that say who they are; it does not prove it. Safe for use by
 * many threads.
 *
 * <p>Clients about which nothing is left to know, no job open and the bucket full again, are
 * forgotten, those first that came the longest ago. When as many as may be remembered are all of
 * interest, further ones share one account.
 */
final class ClientQuotas {
  private static final String THE_REST = "";

  private final ClientLimits limits;
  private final Map<String, Account> accounts = new LinkedHashMap<>();

  ClientQuotas(ClientLimits limits) {
    this.limits = limits;
  }

  /**
   * Counts one more job of a client, if it may have one more.
   *
   * @return whose account it is on, to be given to {@link #leave}; or why there is none
   */
  synchronized Answer enter(String client, Instant now) {
    String name = nameOf(client, now);
    Account account = accounts.computeIfAbsent(name, any -> new Account(now, limits.burst()));
    account.fill(now);
    if (account.open >= limits.openMax()) {
      return new Answer.TooManyOpen();
    }
    if (account.tokens < 1) {
      return new Answer.TooFast(account.untilNext());
    }
    account.tokens--;
    account.open++;
    return new Answer.Entered(name);
  }

  /** A job of this account is over, or was not taken in after all. */
  synchronized void leave(String account) {
    Account found = accounts.get(account);
    if (found != null && found.open > 0) {
      found.open--;
    }
  }

  /** Accounts that are remembered. */
  synchronized int size() {
    return accounts.size();
  }

  private String nameOf(String client, Instant now) {
    Account known = accounts.remove(client);
    if (known != null) {
      accounts.put(client, known);
      return client;
    }
    if (accounts.size() < limits.clientsMax()) {
      return client;
    }
    return forgetOne(now) ? client : THE_REST;
  }

  private boolean forgetOne(Instant now) {
    Iterator<Account> oldestFirst = accounts.values().iterator();
    for (int looked = 0; oldestFirst.hasNext() && looked < ClientLimits.LOOKS_MAX; looked++) {
      Account account = oldestFirst.next();
      account.fill(now);
      if (account.open == 0 && account.tokens >= limits.burst()) {
        oldestFirst.remove();
        return true;
      }
    }
    return false;
  }

  /** The answer to one more job. */
  sealed interface Answer {
    /** It is counted on this account. */
    record Entered(String account) implements Answer {}

    /** The client has as many open jobs as it may. */
    record TooManyOpen() implements Answer {}

    /** The client submits faster than it may; it may go on after this time. */
    record TooFast(Duration retryAfter) implements Answer {}
  }

  /** One client: its open jobs, and a bucket of tokens of which each submission takes one. */
  private final class Account {
    private int open;
    private double tokens;
    private Instant filledAt;

    Account(Instant now, int burst) {
      filledAt = now;
      tokens = burst;
    }

    void fill(Instant now) {
      double seconds = Math.max(0, Duration.between(filledAt, now).toNanos() / 1e9);
      tokens = Math.min(limits.burst(), tokens + seconds * limits.perSecond());
      filledAt = now;
    }

    Duration untilNext() {
      return Duration.ofNanos((long) Math.ceil((1 - tokens) / limits.perSecond() * 1e9));
    }
  }
}
