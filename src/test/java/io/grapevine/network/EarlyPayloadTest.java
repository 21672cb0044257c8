package io.grapevine.network;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.JobId;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.WorkerEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The worker's end of an attempt whose payload comes before the award is answered. */
class EarlyPayloadTest {
  private static final int LIMIT = AuctionEffect.SendPayload.AHEAD_MAX;
  private static final AttemptId ATTEMPT = new AttemptId(JobId.at(1, 2, 3), 1);

  private final ToldEvents told = new ToldEvents();
  private final PeerNetwork network = Networks.OWN.start();
  private final IncomingAttempts attempts =
      new IncomingAttempts(
          new StreamOpener(network, _ -> {}),
          NetworkConfig.defaults(),
          told,
          new NetworkObserver() {});
  private final Assignment assignment = new Assignment(network.self(), ATTEMPT, RawPeer.NEVER_BID);
  private final LocalStream.Pair pair = LocalStream.pair(network.self(), Topics.WORK_PROTOCOL);
  private final Stream requester = pair.opener();
  private final CompletableFuture<Void> served = new CompletableFuture<>();

  EarlyPayloadTest() throws IOException {}

  @AfterEach
  void stop() {
    attempts.close(new Countdown(Duration.ZERO));
    network.close();
  }

  @Test
  void itIsToldBehindTheAward() throws Exception {
    Content payload = Content.of("text/plain", new byte[LIMIT]);
    serve();
    send(payload);
    assertThat(told.nextOfWorker()).isInstanceOf(WorkerEvent.AwardReceived.class);
    assertThat(told.nextOfWorker()).isEqualTo(new WorkerEvent.PayloadReceived(assignment, payload));
    attempts.with(assignment, IncomingAttempt::confirm);
    assertThat(RawPeer.read(requester)).isEqualTo(new WorkMessage.Confirmation());
  }

  @Test
  void itDoesNotKeepADeclineFromBeingHeard() throws Exception {
    Content payload = Content.of("text/plain", "payload".getBytes(US_ASCII));
    serve();
    RawPeer.send(requester, award(payload));
    told.nextOfWorker();
    attempts.with(assignment, attempt -> attempt.decline(DeclineReason.NO_BID, ""));
    RawPeer.send(requester, new WorkMessage.Payload("text/plain", payload.size()));
    requester.output().write(payload.bytes().array());
    requester.output().flush();
    served.get(10, TimeUnit.SECONDS);
    assertThat(RawPeer.read(requester))
        .isEqualTo(new WorkMessage.Decline(DeclineReason.NO_BID, ""));
    assertThat(told.workerEvents).isEmpty();
  }

  @Test
  void itEndsTheStreamIfItIsLarge() throws Exception {
    serve();
    send(Content.of("text/plain", new byte[LIMIT + 1]));
    assertThatThrownBy(() -> served.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(MalformedException.class);
    assertThat(told.nextOfWorker()).isInstanceOf(WorkerEvent.AwardReceived.class);
    assertThat(told.nextOfWorker()).isEqualTo(new WorkerEvent.RequesterLost(assignment));
  }

  @Test
  void aSecondOneEndsTheStream() throws Exception {
    Content payload = Content.of("text/plain", "payload".getBytes(US_ASCII));
    serve();
    send(payload);
    RawPeer.send(requester, new WorkMessage.Payload("text/plain", payload.size()));
    assertThatThrownBy(() -> served.get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(MalformedException.class);
  }

  private void serve() {
    Thread.startVirtualThread(
        () -> {
          try {
            attempts.handle(pair.server());
            served.complete(null);
          } catch (IOException ended) {
            served.completeExceptionally(ended);
          }
        });
  }

  private static WorkMessage.Award award(Content payload) {
    return RawPeer.award(ATTEMPT, RawPeer.NEVER_BID, payload.size(), payload);
  }

  private void send(Content payload) throws IOException {
    RawPeer.send(requester, award(payload));
    RawPeer.send(requester, new WorkMessage.Payload("text/plain", payload.size()));
    try {
      requester.output().write(payload.bytes().array());
      requester.output().flush();
    } catch (IOException ended) {
      // The worker may have hung up in the middle.
      assertThat(ended).isNotNull();
    }
  }
}
