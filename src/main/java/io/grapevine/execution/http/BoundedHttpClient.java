package io.grapevine.execution.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP/1.1 without surprises: one request, one connection, no redirect, retry, cookie, cache, proxy
 * or decompression, and a time limit on the whole exchange rather than on each silence. The caller
 * names the address to dial; nothing is resolved here.
 */
public final class BoundedHttpClient implements AutoCloseable {
  private static final int HEADER_LINE_LENGTH_MAX = 16 << 10;
  private static final int HEADER_COUNT_MAX = 200;

  private final CloseableHttpClient client;
  private final ScheduledThreadPoolExecutor timer;

  /**
   * Opens nothing yet.
   *
   * @param tls trust and protocols of https targets; host names are always checked
   * @param connectTimeout of one TCP connection, and again of one TLS handshake
   * @param connectionsMax exchanges at once; more wait
   */
  public BoundedHttpClient(SSLContext tls, Duration connectTimeout, int connectionsMax) {
    client =
        HttpClientBuilder.create()
            .setConnectionManager(connections(tls, Timeout.of(connectTimeout), connectionsMax))
            .setConnectionReuseStrategy((request, response, context) -> false)
            .disableRedirectHandling()
            .disableAutomaticRetries()
            .disableCookieManagement()
            .disableAuthCaching()
            .disableContentCompression()
            .disableDefaultUserAgent()
            .build();
    timer =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("grapevine-http-timer").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    timer.setRemoveOnCancelPolicy(true);
  }

  private static HttpClientConnectionManager connections(
      SSLContext tls, Timeout connectTimeout, int connectionsMax) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setDnsResolver(new NoResolver())
        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
        .setMaxConnTotal(connectionsMax)
        .setMaxConnPerRoute(connectionsMax)
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setConnectTimeout(connectTimeout).build())
        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connectTimeout).build())
        .setConnectionFactory(
            ManagedHttpClientConnectionFactory.builder()
                .http1Config(
                    Http1Config.custom()
                        .setMaxLineLength(HEADER_LINE_LENGTH_MAX)
                        .setMaxHeaderCount(HEADER_COUNT_MAX)
                        .build())
                .build())
        .build();
  }

  /**
   * Sends the request and reads the response. The connection is closed without reading on when the
   * reader returns.
   *
   * @param target with its address, which is dialled
   * @param limit of the whole exchange, from connecting to the last byte that is read
   * @throws ExchangeTimeoutException if it takes longer
   * @throws IOException if the exchange fails, or what the reader throws
   * @throws InterruptedException if the thread was interrupted; the connection is closed
   */
  public <T> T exchange(
      HttpHost target, HttpUriRequestBase request, Duration limit, ResponseReader<T> reader)
      throws IOException, InterruptedException {
    if (target.getAddress() == null) {
      throw new IllegalArgumentException("the target has no address to dial");
    }
    AtomicBoolean late = new AtomicBoolean();
    Future<?> alarm =
        timer.schedule(
            () -> {
              late.set(true);
              request.cancel();
            },
            TimeUnit.NANOSECONDS.convert(limit),
            TimeUnit.NANOSECONDS);
    try {
      return send(target, request, reader);
    } catch (IOException | IllegalStateException broken) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (late.get()) {
        throw new ExchangeTimeoutException(limit);
      }
      throw broken;
    } finally {
      alarm.cancel(false);
    }
  }

  private <T> T send(HttpHost target, HttpUriRequestBase request, ResponseReader<T> reader)
      throws IOException {
    ClassicHttpResponse response = client.executeOpen(target, request, null);
    try {
      return reader.read(response);
    } catch (HttpException malformed) {
      throw new IOException(malformed.getMessage(), malformed);
    } finally {
      // Closing alone would first read the rest of the body, however long that is.
      request.cancel();
      closeQuietly(response);
    }
  }

  private static void closeQuietly(ClassicHttpResponse response) {
    try {
      response.close();
    } catch (IOException expected) {
      // The connection is gone already.
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    try {
      client.close();
    } catch (IOException ignored) {
      // Nothing is left that could be lost.
    }
  }

  /** Reads what is wanted of a response. */
  @FunctionalInterface
  public interface ResponseReader<T> {
    /** Reads; the rest is thrown away. */
    T read(ClassicHttpResponse response) throws HttpException, IOException;
  }

  /** Fails closed, should the library ever want a name resolved. */
  private static final class NoResolver implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      throw new UnknownHostException(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      throw new UnknownHostException(host);
    }
  }
}
