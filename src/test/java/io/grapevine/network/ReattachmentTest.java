package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.Announcement;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Digest;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobId;
import io.grapevine.job.Offer;
import io.grapevine.job.ReservationId;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.WorkerEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A requester that comes back on another stream while its worker still has the first. */
class ReattachmentTest {
  private static final JobId JOB = JobId.at(1, 2, 3);
  private static final AttemptId ATTEMPT = new AttemptId(JOB, 1);
  private static final ReservationId RESERVATION = new ReservationId(7);

  private final Told told = new Told();
  private final PeerNetwork network = Networks.OWN.start();
  private final IncomingAttempts attempts =
      new IncomingAttempts(
          new StreamOpener(network, _ -> {}),
          NetworkConfig.defaults(),
          told,
          new NetworkObserver() {});
  private final Assignment assignment = new Assignment(network.self(), ATTEMPT, RESERVATION);

  ReattachmentTest() throws IOException {}

  @AfterEach
  void stop() {
    attempts.close(new Countdown(Duration.ZERO));
    network.close();
  }

  @Test
  void theSecondStreamTakesThePlaceOfTheFirstAndNobodyIsTakenForLost() throws Exception {
    Stream first = award();
    assertThat(told.next()).isInstanceOf(WorkerEvent.AwardReceived.class);
    attempts.with(assignment, IncomingAttempt::confirm);
    assertThat(RawPeer.read(first)).isInstanceOf(WorkMessage.Confirmation.class);
    Stream second = award();
    assertThat(told.next()).isInstanceOf(WorkerEvent.AwardReceived.class);
    assertThatThrownBy(() -> RawPeer.read(first)).isInstanceOf(IOException.class);
    attempts.with(assignment, IncomingAttempt::confirm);
    assertThat(RawPeer.read(second)).isInstanceOf(WorkMessage.Confirmation.class);
    second.reset();
    assertThat(told.next()).isEqualTo(new WorkerEvent.RequesterLost(assignment));
    assertThat(told.events).isEmpty();
  }

  @Test
  void whatIsMeantForTheFirstStreamIsNotSaidOnTheSecondBeforeItIsAnswered() throws Exception {
    award();
    told.next();
    attempts.with(assignment, IncomingAttempt::confirm);
    Stream second = award();
    told.next();
    attempts.with(assignment, attempt -> attempt.send(new WorkMessage.Heartbeat(null)));
    attempts.with(
        assignment, attempt -> attempt.sendLast(new WorkMessage.WorkFailure(stopping(), true)));
    attempts.with(assignment, IncomingAttempt::confirm);
    attempts.with(assignment, attempt -> attempt.send(new WorkMessage.Heartbeat(null)));
    assertThat(RawPeer.read(second)).isInstanceOf(WorkMessage.Confirmation.class);
    assertThat(RawPeer.read(second)).isInstanceOf(WorkMessage.Heartbeat.class);
  }

  @Test
  void aLastWordGetsOutThoughThePeerStops() throws Exception {
    Stream stream = award();
    told.next();
    attempts.with(assignment, IncomingAttempt::confirm);
    attempts.with(
        assignment, attempt -> attempt.sendLast(new WorkMessage.WorkFailure(stopping(), true)));
    attempts.close(new Countdown(Duration.ofSeconds(5)));
    assertThat(RawPeer.read(stream)).isInstanceOf(WorkMessage.Confirmation.class);
    assertThat(RawPeer.read(stream)).isEqualTo(new WorkMessage.WorkFailure(stopping(), true));
  }

  private static Failure stopping() {
    return Failure.transientFailure(FailureCode.WORKER_STOPPING, "it stops");
  }

  /** Presents the award on a fresh stream, and gives the requester's end. */
  private Stream award() throws IOException {
    LocalStream.Pair pair = LocalStream.pair(network.self(), Topics.WORK_PROTOCOL);
    Thread.startVirtualThread(() -> serve(pair.server()));
    RawPeer.send(
        pair.opener(),
        new WorkMessage.Award(
            ATTEMPT,
            RESERVATION,
            ScriptedRunner.ECHO,
            0,
            Digest.of(new byte[0]),
            Duration.ofMinutes(1),
            Duration.ofSeconds(5)));
    return pair.opener();
  }

  private void serve(Stream stream) {
    try {
      attempts.handle(stream);
    } catch (IOException ended) {
      stream.reset();
    }
  }

  private static final class Told implements NetworkEvents {
    private final BlockingQueue<WorkerEvent> events = new LinkedBlockingQueue<>();

    WorkerEvent next() throws InterruptedException {
      WorkerEvent event = events.poll(5, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("nothing was told in time");
      }
      return event;
    }

    @Override
    public boolean workerEvent(WorkerEvent event) {
      return events.add(event);
    }

    @Override
    public void offerHeard(Offer offer) {}

    @Override
    public boolean auctionEvent(JobId job, AuctionEvent event) {
      return true;
    }

    @Override
    public void outcomesHeard(List<SignedOutcome> outcomes) {}

    @Override
    public void announcementHeard(Announcement announcement) {}
  }
}
