package io.grapevine.rest;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the HTTP door.
 *
 * @param bodyMax largest body of a request; larger ones are answered with 413 before they are read
 * @param bodiesMax largest sum of the bodies of all requests that are being answered, and likewise
 *     of the results of batches that are being sent; more is answered with 503
 * @param waitMax longest wait that {@code Prefer: wait} is granted
 * @param clientHeader header in which a client says who it is, for its quota; a client that does
 *     not is told apart by its address. Empty: by the address only
 * @param eventStreamsMax live event streams that may be open at once
 * @param eventStreamHeartbeat pause after which a comment is sent on a silent event stream, so that
 *     a client that is gone is noticed
 */
@ConfigurationProperties("grapevine.rest")
public record RestProperties(
    @DefaultValue("8MB") DataSize bodyMax,
    @DefaultValue("64MB") DataSize bodiesMax,
    @DefaultValue("60s") Duration waitMax,
    @DefaultValue("X-Client-Id") String clientHeader,
    @DefaultValue("256") int eventStreamsMax,
    @DefaultValue("15s") Duration eventStreamHeartbeat) {

  /**
   * @throws IllegalArgumentException if a limit is not positive
   */
  public RestProperties {
    if (bodyMax.toBytes() < 1 || bodyMax.toBytes() > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException("grapevine.rest.body-max is between 1B and 1GB");
    }
    if (bodiesMax.compareTo(bodyMax) < 0) {
      throw new IllegalArgumentException(
          "grapevine.rest.bodies-max is not less than grapevine.rest.body-max");
    }
    if (!waitMax.isPositive() || !eventStreamHeartbeat.isPositive() || eventStreamsMax < 1) {
      throw new IllegalArgumentException(
          "grapevine.rest: wait-max, event-streams-max and event-stream-heartbeat are positive");
    }
  }
}
