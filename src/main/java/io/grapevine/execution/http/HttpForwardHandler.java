package io.grapevine.execution.http;

import io.grapevine.execution.JobContext;
import io.grapevine.execution.WorkException;
import io.grapevine.execution.WorkHandler;
import io.grapevine.execution.WorkResult;
import io.grapevine.job.Content;
import io.grapevine.job.WorkType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;

/**
 * Posts the payload to an endpoint and returns its answer, so that work can be done in any language
 * by serving one URL.
 *
 * <p>Beside the payload and its content type the endpoint gets {@code Grapevine-Job} (the id),
 * {@code Grapevine-Attempt} (the number, from 1) and {@code Grapevine-Time-Left} (milliseconds
 * until nobody waits any more), and {@code traceparent} (W3C Trace Context) where the job is
 * traced. Status 2xx makes the body the result, with its content type. Any other status is a
 * failure: 408, 429 and 5xx one that another worker might not have, the rest final; the beginning
 * of a body that is text is passed on to the client. Redirects are not followed. The connection is
 * closed when the job is cancelled.
 */
public final class HttpForwardHandler implements WorkHandler {
  private static final int EXCERPT_LENGTH_MAX = 500;
  private static final Pattern MEDIA_TYPE = Pattern.compile("[\\x20-\\x7e]{1,255}");
  private static final String UNKNOWN_MEDIA_TYPE = "application/octet-stream";

  private final HttpEndpoint endpoint;
  private final BoundedHttpClient client;

  /**
   * Makes the handler of one endpoint.
   *
   * @param client that may be shared between handlers
   */
  public HttpForwardHandler(HttpEndpoint endpoint, BoundedHttpClient client) {
    this.endpoint = endpoint;
    this.client = client;
  }

  @Override
  public WorkType type() {
    return endpoint.type();
  }

  @Override
  public String description() {
    return endpoint.description();
  }

  @Override
  public String payloadSchema() {
    return endpoint.payloadSchema();
  }

  @Override
  public String example() {
    return endpoint.example();
  }

  @Override
  public int concurrency() {
    return endpoint.concurrency();
  }

  @Override
  public WorkResult run(JobContext job) throws WorkException, InterruptedException {
    Duration timeLeft = job.timeLeft();
    Duration limit = timeLeft.compareTo(endpoint.timeout()) < 0 ? timeLeft : endpoint.timeout();
    try {
      Answer answer = client.exchange(target(), request(job, limit), limit, this::read);
      if (answer.status / 100 == 2) {
        return new WorkResult(answer.content);
      }
      throw refused(answer);
    } catch (BodyTooLargeException tooLarge) {
      throw WorkException.permanent(
          "the endpoint of %s: %s".formatted(type(), tooLarge.getMessage()));
    } catch (IOException broken) {
      // Its message can name the endpoint's address, which is not the client's business.
      throw WorkException.retryable(
              "the endpoint of %s could not be asked: %s"
                  .formatted(type(), broken.getClass().getSimpleName()))
          .causedBy(broken);
    }
  }

  private HttpPost request(JobContext job, Duration limit) {
    Content payload = job.payload();
    HttpPost request = new HttpPost(endpoint.url());
    request.setEntity(new ByteArrayEntity(payload.bytes().array(), null));
    request.setHeader(
        HttpHeaders.CONTENT_TYPE,
        presentable(payload.mediaType()) ? payload.mediaType() : Content.JSON);
    request.setHeader("Grapevine-Job", job.attempt().job());
    request.setHeader("Grapevine-Attempt", job.attempt().number());
    request.setHeader("Grapevine-Time-Left", limit.toMillis());
    job.trace().ifPresent(trace -> request.setHeader("traceparent", trace.text()));
    return request;
  }

  private static boolean presentable(String mediaType) {
    return MEDIA_TYPE.matcher(mediaType).matches();
  }

  private HttpHost target() throws IOException {
    URI url = endpoint.url();
    InetAddress address = InetAddress.getByName(url.getHost());
    int port = url.getPort() >= 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443 : 80;
    return new HttpHost(url.getScheme(), address, url.getHost(), port);
  }

  private Answer read(ClassicHttpResponse response) throws IOException {
    boolean isResult = response.getCode() / 100 == 2;
    Header header = response.getFirstHeader(HttpHeaders.CONTENT_TYPE);
    String mediaType = header == null || header.getValue() == null ? "" : header.getValue().strip();
    byte[] body =
        isResult
            ? Bodies.read(response.getEntity(), endpoint.answerSizeMax())
            : Bodies.beginning(response.getEntity(), EXCERPT_LENGTH_MAX);
    return new Answer(
        response.getCode(),
        Content.of(presentable(mediaType) ? mediaType : UNKNOWN_MEDIA_TYPE, body));
  }

  private WorkException refused(Answer answer) {
    String detail = "the endpoint of %s answered %d".formatted(type(), answer.status);
    Content content = answer.content;
    if (content.mediaType().startsWith("text/plain") || content.isJson()) {
      detail += ": " + new String(content.bytes().array(), StandardCharsets.UTF_8).strip();
    }
    boolean retryable = answer.status >= 500 || answer.status == 408 || answer.status == 429;
    return retryable ? WorkException.retryable(detail) : WorkException.permanent(detail);
  }

  private record Answer(int status, Content content) {}
}
