package io.grapevine.network;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Delivery;
import io.grapevine.job.JobId;
import io.grapevine.job.JobSpec;
import io.grapevine.job.OfferId;
import io.grapevine.job.ReservationId;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The requester's end of an attempt whose payload does not wait for the worker's answer. */
class PayloadAheadTest {
  private static final Content PAYLOAD = Content.of("text/plain", "payload".getBytes(US_ASCII));
  private static final AttemptId ATTEMPT = new AttemptId(JobId.at(1, 2, 3), 1);

  private final ToldEvents told = new ToldEvents();
  private final PeerNetwork network = Networks.OWN.start();
  private final StreamOpener opener = new StreamOpener(network, _ -> {});
  private final OutgoingAttempts attempts =
      new OutgoingAttempts(
          network.self(), opener, NetworkConfig.defaults(), told, new NetworkObserver() {});
  private final BlockingQueue<Stream> presented = new LinkedBlockingQueue<>();
  private final CountDownLatch isOver = new CountDownLatch(1);

  PayloadAheadTest() throws IOException {}

  @BeforeEach
  void start() {
    opener.serve(new ProtocolBinding(Topics.WORK_PROTOCOL, 4, this::serve));
  }

  @AfterEach
  void stop() {
    isOver.countDown();
    attempts.close(new Countdown(Duration.ZERO));
    network.close();
  }

  @Test
  void thePayloadFollowsTheAwardThoughItCameBeforeTheStreamWasUp() throws Exception {
    dial(Duration.ofSeconds(10));
    attempts.sendPayload(ATTEMPT, PAYLOAD);
    Stream stream = worker();
    assertThat(RawPeer.read(stream)).isInstanceOf(WorkMessage.Award.class);
    assertThat(RawPeer.read(stream)).isEqualTo(new WorkMessage.Payload("text/plain", 7));
    assertThat(Frames.content(stream.input(), 7)).isEqualTo(PAYLOAD.bytes().array());
    RawPeer.send(stream, new WorkMessage.Confirmation());
    assertThat(told.nextOfAuction()).isEqualTo(new AuctionEvent.AwardConfirmed(ATTEMPT));
  }

  @Test
  void aDeclineSaysThatNothingHasBegunThoughThePayloadHadLeft() throws Exception {
    Stream stream = paid(Duration.ofSeconds(10));
    RawPeer.send(stream, new WorkMessage.Decline(DeclineReason.NO_BID, "no"));
    RawPeer.send(stream, new WorkMessage.Confirmation());
    assertThat(told.nextOfAuction())
        .isEqualTo(new AuctionEvent.AwardDeclined(ATTEMPT, DeclineReason.NO_BID, "no"));
    assertThat(told.auctionEvents).isEmpty();
  }

  @Test
  void aResultBeforeTheConfirmationEndsTheAttempt() throws Exception {
    Stream stream = paid(Duration.ofSeconds(10));
    RawPeer.send(stream, new WorkMessage.Result("text/plain", 0, PAYLOAD.bytes()));
    assertThat(told.nextOfAuction())
        .isInstanceOfSatisfying(
            AuctionEvent.DialFailed.class, failed -> assertThat(failed.payloadLeft()).isTrue());
  }

  @Test
  void aWorkerThatHangsUpOrSaysNothingMayHaveBegunIfThePayloadHadLeft() throws Exception {
    paid(Duration.ofSeconds(10)).reset();
    assertThat(told.nextOfAuction())
        .isInstanceOfSatisfying(
            AuctionEvent.DialFailed.class, failed -> assertThat(failed.payloadLeft()).isTrue());
    paid(Duration.ofMillis(200));
    assertThat(told.nextOfAuction())
        .isInstanceOfSatisfying(
            AuctionEvent.DialFailed.class, failed -> assertThat(failed.payloadLeft()).isTrue());
  }

  @Test
  void noPayloadLeavesOnceItWasSaidThatNoneHadLeft() throws Exception {
    dial(Duration.ofMillis(200));
    Stream stream = worker();
    assertThat(RawPeer.read(stream)).isInstanceOf(WorkMessage.Award.class);
    CompletableFuture<WorkMessage> next = CompletableFuture.supplyAsync(() -> read(stream));
    told.onTold =
        () -> {
          attempts.sendPayload(ATTEMPT, PAYLOAD);
          // The stream is cut when this returns.
          assertThatThrownBy(() -> next.get(300, TimeUnit.MILLISECONDS))
              .isInstanceOf(TimeoutException.class);
        };
    assertThat(told.nextOfAuction())
        .isInstanceOfSatisfying(
            AuctionEvent.DialFailed.class, failed -> assertThat(failed.payloadLeft()).isFalse());
    assertThatThrownBy(next::join).hasCauseInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aCancellationComesBehindThePayload() throws Exception {
    Stream stream = paid(Duration.ofSeconds(10));
    attempts.abandon(ATTEMPT, AttemptEnd.CANCELLED);
    assertThat(RawPeer.read(stream)).isEqualTo(new WorkMessage.Cancel("CANCELLED"));
  }

  /** An attempt whose award and payload the worker has read. */
  private Stream paid(Duration limit) throws Exception {
    dial(limit);
    attempts.sendPayload(ATTEMPT, PAYLOAD);
    Stream stream = worker();
    assertThat(RawPeer.read(stream)).isInstanceOf(WorkMessage.Award.class);
    assertThat(RawPeer.read(stream)).isInstanceOf(WorkMessage.Payload.class);
    Frames.content(stream.input(), PAYLOAD.size());
    return stream;
  }

  private void dial(Duration limit) {
    JobSpec job =
        new JobSpec(
            ATTEMPT.job(),
            ScriptedRunner.ECHO,
            PAYLOAD,
            Duration.ofSeconds(30),
            new TreeMap<>(),
            3,
            Delivery.AT_LEAST_ONCE);
    attempts.dial(
        new AuctionEffect.Dial(
            ATTEMPT,
            new OfferId(ATTEMPT.job(), 1),
            network.self(),
            new ReservationId(7),
            limit,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5)),
        job,
        null);
  }

  private Stream worker() throws InterruptedException {
    Stream stream = presented.poll(10, TimeUnit.SECONDS);
    if (stream == null) {
      throw new AssertionError("no stream was opened in time");
    }
    return stream;
  }

  private static WorkMessage read(Stream stream) {
    try {
      return RawPeer.read(stream);
    } catch (IOException ended) {
      throw new UncheckedIOException(ended);
    }
  }

  private void serve(Stream stream) {
    presented.add(stream);
    try {
      isOver.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
