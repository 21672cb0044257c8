package io.grapevine.execution.scrape;

import io.grapevine.execution.WorkException;
import io.grapevine.execution.http.BoundedHttpClient;
import io.grapevine.execution.http.ExchangeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;

/**
 * Fetches a page for a stranger. Each target, also one that a redirect names, is resolved once; the
 * addresses that the policy allows are dialled as they are, so that a name that changes its mind
 * between the check and the dial gains nothing. Everything that is wrong with a target is a
 * permanent failure: no other worker need try it.
 */
final class PageFetcher implements AutoCloseable {
  private static final int ADDRESSES_MAX = 4;

  private final ScrapeConfig config;
  private final TargetPolicy policy;
  private final NameResolver resolver;
  private final BoundedHttpClient client;

  PageFetcher(ScrapeConfig config, NameResolver resolver, SSLContext tls) {
    this.config = config;
    this.policy = new TargetPolicy(config.allowedTargets());
    this.resolver = resolver;
    this.client = new BoundedHttpClient(tls, config.connectTimeout(), config.concurrency());
  }

  /**
   * Fetches.
   *
   * @throws WorkException (permanent) if there is no page to be had
   */
  FetchedPage fetch(String url) throws WorkException, InterruptedException {
    long deadline = System.nanoTime() + config.fetchTimeout().toNanos();
    WebAddress target = WebAddress.parse(url);
    for (int redirects = 0; redirects <= config.redirectsMax(); redirects++) {
      PageReply reply = get(target, deadline);
      Optional<String> location = reply.location();
      if (location.isEmpty()) {
        return reply.page();
      }
      target = target.resolve(location.get());
    }
    throw WorkException.permanent(
        "%s redirects more than %d times".formatted(url, config.redirectsMax()));
  }

  private PageReply get(WebAddress target, long deadline)
      throws WorkException, InterruptedException {
    List<InetAddress> addresses = allowed(target, resolve(target, deadline));
    try {
      IOException unreachable = null;
      for (InetAddress address : addresses) {
        try {
          return get(target, address, deadline);
        } catch (ConnectException | NoRouteToHostException | ConnectTimeoutException next) {
          unreachable = next;
        }
      }
      throw failed(target, unreachable == null ? new ConnectException("no address") : unreachable);
    } catch (IOException broken) {
      throw failed(target, broken);
    }
  }

  private PageReply get(WebAddress target, InetAddress address, long deadline)
      throws IOException, InterruptedException {
    HttpGet request = new HttpGet(target.uri());
    request.setHeader(HttpHeaders.USER_AGENT, config.userAgent());
    request.setHeader(HttpHeaders.ACCEPT, String.join(", ", config.contentTypes()));
    request.setHeader(HttpHeaders.ACCEPT_ENCODING, "gzip");
    HttpHost host = new HttpHost(target.uri().getScheme(), address, target.host(), target.port());
    return client.exchange(
        host,
        request,
        Duration.ofNanos(Math.max(1, deadline - System.nanoTime())),
        response -> PageReply.read(target, response, config));
  }

  private List<InetAddress> allowed(WebAddress target, List<InetAddress> addresses)
      throws WorkException {
    List<InetAddress> allowed = new ArrayList<>();
    String reason = "no address";
    for (InetAddress address : addresses) {
      Optional<String> refusal = policy.refusal(address);
      if (refusal.isPresent()) {
        reason = refusal.get();
      } else if (allowed.size() < ADDRESSES_MAX) {
        allowed.add(address);
      }
    }
    if (allowed.isEmpty()) {
      throw WorkException.badInput(
          "%s leads to a %s address, which this worker is not configured to fetch from"
              .formatted(target, reason));
    }
    return allowed;
  }

  /** A look-up cannot be interrupted, so it has a thread of its own that may be left behind. */
  private List<InetAddress> resolve(WebAddress target, long deadline)
      throws WorkException, InterruptedException {
    FutureTask<List<InetAddress>> lookup = new FutureTask<>(() -> resolver.resolve(target.host()));
    Thread.ofVirtual().name("grapevine-look-up").start(lookup);
    try {
      return lookup.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException late) {
      throw WorkException.permanent(
          "the name of %s was not resolved within %s".formatted(target, config.fetchTimeout()));
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof UnknownHostException) {
        throw WorkException.badInput("the host of %s does not exist".formatted(target));
      }
      throw WorkException.permanent("the name of %s cannot be resolved".formatted(target))
          .causedBy(failed);
    }
  }

  private WorkException failed(WebAddress target, IOException broken) {
    String why =
        switch (broken) {
          case ExchangeTimeoutException late -> "was not complete within " + config.fetchTimeout();
          case ConnectTimeoutException late ->
              "took no connection within " + config.connectTimeout();
          case ConnectException refused -> "takes no connections";
          case NoRouteToHostException lost -> "cannot be reached";
          case SSLException tls -> "failed to agree on TLS: " + tls.getMessage();
          default -> "could not be read: " + broken.getMessage();
        };
    return WorkException.permanent(target + " " + why);
  }

  @Override
  public void close() {
    client.close();
  }
}
