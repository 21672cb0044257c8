package io.grapevine.testing;

import io.grapevine.job.AttemptId;
import io.grapevine.job.Bytes;
import io.grapevine.job.Content;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.Load;
import io.grapevine.job.Receipt;
import io.grapevine.job.ReservationId;
import io.grapevine.job.Usage;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeMap;
import java.util.UUID;

/** Values of the protocol for tests, each with what matters to the test and defaults beside it. */
public final class JobSamples {
  /** When virtual time begins. */
  public static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  /** The work type of every sample. */
  public static final WorkType ECHO = new WorkType("echo");

  private JobSamples() {}

  /** A peer of this number. */
  public static PeerId peer(int number) {
    return PeerId.ofPublicKey(ByteBuffer.allocate(36).putInt(number).array());
  }

  /** A job of this number. */
  public static JobId job(int number) {
    return new JobId(new UUID(0x7000L, 0x8000_0000_0000_0000L | number));
  }

  /** A reservation of this number. */
  public static ReservationId reservation(int number) {
    return new ReservationId(0x1000_0000_0000_0000L + number);
  }

  /** Content that says this. */
  public static Content content(String text) {
    return Content.of("text/plain", text.getBytes(StandardCharsets.UTF_8));
  }

  /** A job of this number, with one minute of time. */
  public static JobSpec spec(int number, int maxAttempts, Delivery delivery) {
    return new JobSpec(
        job(number),
        ECHO,
        content("payload " + number),
        Duration.ofMinutes(1),
        new TreeMap<>(),
        maxAttempts,
        delivery);
  }

  /**
   * A worker of four slots of which so many are taken, besides the one that is held for its bid.
   */
  public static Load load(int running) {
    return new Load(running, 1, 0, 4, 0.5, 0.5);
  }

  /** A sound receipt. */
  public static Receipt receipt(
      AttemptId attempt, PeerId requester, PeerId worker, Content result) {
    return new Receipt(
        attempt, requester, worker, result.digest(), usage(result), Bytes.wrap(new byte[0]));
  }

  /** What a result cost. */
  public static Usage usage(Content result) {
    return new Usage(Duration.ofMillis(5), 0, result.size());
  }
}
