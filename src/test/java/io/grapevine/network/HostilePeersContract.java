package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.AttemptEnd;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Content;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.Digest;
import io.grapevine.job.Failure;
import io.grapevine.job.FailureCode;
import io.grapevine.job.Job;
import io.grapevine.job.JobId;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.Usage;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.UnsignedVarint;
import io.grapevine.libp2p.peer.PeerId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A requester and a worker that behave, and one on the own stack that does not; the job is done all
 * the same.
 */
abstract class HostilePeersContract {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long FOUR_GIB = 4L << 30;
  private static final Content PAYLOAD =
      Content.of("text/plain", "payload".getBytes(StandardCharsets.US_ASCII));

  private final CountDownLatch mayFinish = new CountDownLatch(1);
  private final CountDownLatch hasStarted = new CountDownLatch(1);
  private final TestPeer requester;
  private final TestPeer worker;
  private final RawPeer hostile = new RawPeer();

  HostilePeersContract(Networks networks) throws IOException {
    requester = TestPeer.requester(networks);
    worker = TestPeer.worker(networks, this::work);
  }

  @BeforeEach
  void connect() throws IOException {
    worker.connect(requester);
  }

  @AfterEach
  void stop() {
    mayFinish.countDown();
    hostile.close();
    requester.close();
    worker.close();
  }

  @Test
  void aFrameOfFourGibibytesEndsItsStreamAndNothingElse() throws Exception {
    meet();
    for (String protocol : new String[] {Topics.BID_PROTOCOL, Topics.WORK_PROTOCOL}) {
      try (Stream stream = hostile.open(worker.id(), protocol)) {
        stream.output().write(UnsignedVarint.encode(FOUR_GIB));
        stream.output().flush();
        await().atMost(LIMIT).until(() -> worker.complaints.contains(protocol));
      }
    }
    theJobIsDone();
  }

  @Test
  void noiseOnAStreamEndsItsStreamAndNothingElse() throws Exception {
    meet();
    for (TestPeer victim : new TestPeer[] {requester, worker}) {
      try (Stream stream = hostile.open(victim.id(), Topics.BID_PROTOCOL)) {
        stream.output().write(new byte[] {3, (byte) 0xff, (byte) 0xff, (byte) 0xff});
        stream.output().flush();
        await().atMost(LIMIT).until(() -> victim.complaints.contains(Topics.BID_PROTOCOL));
      }
    }
    theJobIsDone();
  }

  @Test
  void anAwardWithAPayloadOfFourGibibytesIsDeclined() throws Exception {
    meet();
    AttemptId attempt = new AttemptId(JobId.at(1, 2, 3), 1);
    try (Stream stream = hostile.open(worker.id(), Topics.WORK_PROTOCOL)) {
      RawPeer.send(stream, RawPeer.award(attempt, RawPeer.NEVER_BID, FOUR_GIB, PAYLOAD));
      assertThat(RawPeer.read(stream))
          .isInstanceOfSatisfying(
              WorkMessage.Decline.class,
              decline -> assertThat(decline.reason()).isEqualTo(DeclineReason.INVALID));
    }
    theJobIsDone();
  }

  @Test
  void anAwardWithoutABidIsDeclined() throws Exception {
    meet();
    AttemptId attempt = new AttemptId(JobId.at(1, 2, 3), 1);
    try (Stream stream = hostile.open(worker.id(), Topics.WORK_PROTOCOL)) {
      RawPeer.send(stream, RawPeer.award(attempt, RawPeer.NEVER_BID, PAYLOAD.size(), PAYLOAD));
      assertThat(RawPeer.read(stream))
          .isInstanceOfSatisfying(
              WorkMessage.Decline.class,
              decline -> assertThat(decline.reason()).isEqualTo(DeclineReason.NO_BID));
    }
  }

  @Test
  void aDeclineIsHeardThoughThePayloadCameBehindTheAward() throws Exception {
    meet();
    Content largest = Content.of("text/plain", new byte[AuctionEffect.SendPayload.AHEAD_MAX]);
    for (int number = 1; number <= 20; number++) {
      AttemptId attempt = new AttemptId(JobId.at(1, 2, 3), number);
      try (Stream stream = hostile.open(worker.id(), Topics.WORK_PROTOCOL)) {
        RawPeer.send(stream, RawPeer.award(attempt, RawPeer.NEVER_BID, largest.size(), largest));
        RawPeer.send(stream, new WorkMessage.Payload("text/plain", largest.size()));
        stream.output().write(largest.bytes().array());
        stream.output().flush();
        assertThat(RawPeer.read(stream))
            .isInstanceOfSatisfying(
                WorkMessage.Decline.class,
                decline -> assertThat(decline.reason()).isEqualTo(DeclineReason.NO_BID));
      }
    }
    assertThat(worker.complaints).isEmpty();
  }

  @Test
  void aPayloadThatComesBeforeTheAwardEndsItsStream() throws Exception {
    meet();
    try (Stream stream = hostile.open(worker.id(), Topics.WORK_PROTOCOL)) {
      RawPeer.send(stream, new WorkMessage.Payload("text/plain", 7));
      assertThatThrownBy(() -> RawPeer.read(stream)).isInstanceOf(IOException.class);
    }
    assertThat(worker.complaints).contains(Topics.WORK_PROTOCOL);
    theJobIsDone();
  }

  @Test
  void aForgedOutcomeIsDropped() throws Exception {
    meet();
    Outcome boast = refusal(JobId.at(9, 9, 9), requester.id());
    byte[] forged = signedByHostile(boast);
    await()
        .atMost(LIMIT)
        .until(() -> hostile.pubSub.publish(Topics.OUTCOMES, forged).recipients() > 0);
    await().atMost(LIMIT).until(() -> worker.complaints.contains(Topics.OUTCOMES));
    theJobIsDone();
    await().atMost(LIMIT).until(() -> !worker.outcomes().isEmpty());
    assertThat(worker.outcomes()).extracting(Outcome::job).doesNotContain(boast.job());
  }

  @Test
  void anOfferInTheNameOfSomebodyElseIsDropped() throws Exception {
    meet();
    hostile.collectBids();
    String topic = Topics.offers(ScriptedRunner.ECHO);
    byte[] forged = OfferCodec.encode(offer(JobId.at(9, 9, 9), requester.id()), new byte[0]);
    await().atMost(LIMIT).until(() -> hostile.pubSub.publish(topic, forged).recipients() > 0);
    await().atMost(LIMIT).until(() -> worker.complaints.contains(topic));
    assertThat(worker.coordination.snapshot().reserved()).isZero();
    theJobIsDone();
  }

  @Test
  void aWorkerWhoseResultDoesNotFitItsReceiptIsGivenUpForTheNext() throws Exception {
    hostile.serve(Topics.WORK_PROTOCOL, this::cheat);
    hostile.bidForEverything();
    hostile.host.connect(requester.id(), requester.network.addresses(), LIMIT);
    mayFinish.countDown();
    await()
        .atMost(LIMIT)
        .until(() -> requester.network.subscribers(Topics.offers(ScriptedRunner.ECHO)).size() == 2);
    Job job = untilTheHostileOneIsTried();
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.worker()).isEqualTo(worker.id());
    assertThat(job.attempts())
        .extracting(Job.Attempt::end)
        .containsExactly(AttemptEnd.INVALID_RESULT, AttemptEnd.SUCCEEDED);
  }

  @Test
  void aWorkerThatDeliversBeforeItHasTakenTheAwardIsGivenUpForTheNext() throws Exception {
    hostile.serve(Topics.WORK_PROTOCOL, HostilePeersContract::rush);
    hostile.bidForEverything();
    hostile.host.connect(requester.id(), requester.network.addresses(), LIMIT);
    mayFinish.countDown();
    await()
        .atMost(LIMIT)
        .until(() -> requester.network.subscribers(Topics.offers(ScriptedRunner.ECHO)).size() == 2);
    Job job = untilTheHostileOneIsTried();
    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.worker()).isEqualTo(worker.id());
    assertThat(job.attempts())
        .extracting(Job.Attempt::end)
        .containsExactly(AttemptEnd.DIAL_FAILED, AttemptEnd.SUCCEEDED);
    assertThat(requester.complaints).contains(Topics.WORK_PROTOCOL);
  }

  @Test
  void aResultIsKeptForARequesterThatWasLostMeanwhile() throws Exception {
    meet();
    hostile.collectBids();
    Offer offer = offer(JobId.at(7, 7, 7), hostile.id());
    byte[] message = OfferCodec.encode(offer, hostile.host.signedRecord().encoded());
    await()
        .atMost(LIMIT)
        .until(
            () ->
                hostile.pubSub.publish(Topics.offers(ScriptedRunner.ECHO), message).recipients()
                    > 0);
    BidMessage.Placed placed = (BidMessage.Placed) hostile.bid();
    AttemptId attempt = new AttemptId(offer.id().job(), 1);
    WorkMessage.Award award =
        RawPeer.award(attempt, placed.bid().reservation(), PAYLOAD.size(), PAYLOAD);
    Stream first = hostile.open(worker.id(), Topics.WORK_PROTOCOL);
    RawPeer.send(first, award);
    assertThat(RawPeer.read(first)).isEqualTo(new WorkMessage.Confirmation());
    RawPeer.send(first, new WorkMessage.Payload("text/plain", PAYLOAD.size()));
    first.output().write(PAYLOAD.bytes().array());
    first.output().flush();
    hasStarted.await();
    first.reset();
    mayFinish.countDown();
    await().atMost(LIMIT).until(() -> worker.coordination.snapshot().running() == 0);

    Stream second = hostile.open(worker.id(), Topics.WORK_PROTOCOL);
    RawPeer.send(second, award);
    assertThat(RawPeer.read(second)).isEqualTo(new WorkMessage.Confirmation());
    WorkMessage.Result result = (WorkMessage.Result) RawPeer.read(second);
    assertThat(Frames.content(second.input(), result.size())).isEqualTo(PAYLOAD.bytes().array());
    Receipt receipt = ReceiptCodec.open(result.receipt().array());
    assertThat(receipt.worker()).isEqualTo(worker.id());
    assertThat(receipt.result()).isEqualTo(PAYLOAD.digest());
    RawPeer.send(second, new WorkMessage.Acknowledgement());
    second.close();
  }

  private Content work(Content payload) throws InterruptedException {
    hasStarted.countDown();
    mayFinish.await();
    return payload;
  }

  private void meet() throws IOException {
    hostile.host.connect(requester.id(), requester.network.addresses(), LIMIT);
    hostile.host.connect(worker.id(), worker.network.addresses(), LIMIT);
  }

  private void theJobIsDone() throws InterruptedException {
    mayFinish.countDown();
    assertThat(requester.echo("hello").status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  /** Ties between idle workers are broken by job and worker, so the first job may go elsewhere. */
  private Job untilTheHostileOneIsTried() throws InterruptedException {
    for (int i = 0; i < 50; i++) {
      Job job = requester.echo("try " + i);
      if (job.attempts().size() > 1) {
        return job;
      }
    }
    throw new AssertionError("the hostile worker never won an auction");
  }

  /** Delivers without a word about the award. */
  private static void rush(Stream stream) throws IOException {
    RawPeer.read(stream);
    RawPeer.send(stream, new WorkMessage.Result("text/plain", 0, PAYLOAD.bytes()));
    stream.closeWrite();
  }

  /** Takes the job and delivers something else than what its receipt says. */
  private void cheat(Stream stream) throws IOException {
    WorkMessage.Award award = (WorkMessage.Award) RawPeer.read(stream);
    RawPeer.send(stream, new WorkMessage.Confirmation());
    WorkMessage.Payload payload = (WorkMessage.Payload) RawPeer.read(stream);
    Frames.content(stream.input(), payload.size());
    Receipt receipt =
        ReceiptCodec.seal(
            hostile.host.keyPair(),
            award.attempt(),
            requester.id(),
            Digest.of(new byte[] {1}),
            new Usage(Duration.ZERO, payload.size(), 1));
    RawPeer.send(stream, new WorkMessage.Result("text/plain", 1, receipt.envelope()));
    stream.output().write(2);
    stream.output().flush();
    stream.closeWrite();
  }

  private static Offer offer(JobId job, PeerId author) {
    return new Offer(
        new OfferId(job, 1),
        ScriptedRunner.ECHO,
        author,
        PAYLOAD.size(),
        PAYLOAD.digest(),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30),
        Offer.SAMPLE_ALL);
  }

  private static Outcome refusal(JobId job, PeerId requester) {
    return new Outcome(
        job,
        ScriptedRunner.ECHO,
        JobStatus.REFUSED,
        requester,
        null,
        0,
        1,
        Failure.permanent(FailureCode.NO_WORKERS, "nobody came"),
        null);
  }

  /** The same statement in an envelope that the hostile peer signed. */
  private byte[] signedByHostile(Outcome outcome) {
    byte[] type = "/grapevine/1/outcome".getBytes(StandardCharsets.US_ASCII);
    byte[] statement = OutcomeCodec.encode(outcome).toByteArray();
    return SignedEnvelope.seal(hostile.host.keyPair(), OutcomeCodec.DOMAIN, type, statement)
        .encoded();
  }
}
