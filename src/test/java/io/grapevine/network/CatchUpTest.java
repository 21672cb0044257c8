package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grapevine.coordination.InMemoryOutcomeLedger;
import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.coordination.ReceiptVerdict;
import io.grapevine.job.Bytes;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.wire.LedgerAnswer;
import io.grapevine.network.wire.LedgerRequest;
import io.grapevine.testing.Randomised;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CatchUpTest {
  private static final KeyPair REQUESTER = KeyPair.generate(new SecureRandom());
  private static final PeerId SELF = KeyPair.generate(new SecureRandom()).peerId();
  private static final KeyPair WORKER = KeyPair.generate(new SecureRandom());
  private static final Duration DAY = Duration.ofDays(1);
  private static final InstantSource CLOCK = InstantSource.system();

  private final PeerNetwork away = Networks.OWN.start();
  private final PeerNetwork neighbour = Networks.OWN.start();
  private final RawPeer hostile = new RawPeer();
  private final OutcomeLedger own = ledger();
  private final OutcomeLedger theirs = ledger();
  private final RandomValues values = new RandomValues(Randomised.ofSeed(21));

  CatchUpTest() throws IOException {}

  @AfterEach
  void stop() {
    away.close();
    neighbour.close();
    hostile.close();
  }

  @Test
  void aPeerThatWasAwayHasAllThatItsNeighbourKeeps() throws Exception {
    heard(theirs, 1_000, Instant.now());
    List<SignedOutcome> known = theirs.range(5, 1).stream().map(LedgerEntry::signed).toList();
    own.append(known, Instant.now().minusSeconds(5));
    try (CatchUp _ = CatchUp.start(neighbour, theirs, CLOCK, NetworkObserver.NONE);
        CatchUp _ = CatchUp.start(away, own, CLOCK, NetworkObserver.NONE)) {
      away.connect(neighbour.self(), neighbour.addresses(), Duration.ofSeconds(5));
      await().atMost(Duration.ofSeconds(30)).until(() -> own.head().sequence() == 1_000);
    }
    assertThat(outcomes(own)).containsExactlyInAnyOrderElementsOf(outcomes(theirs));
    assertThat(own.verify(1, 1_000).sound()).isTrue();
  }

  @Test
  void onlyWhatWasHeardOfLateIsRead() throws Exception {
    heard(theirs, 40, Instant.now().minus(DAY));
    heard(theirs, 40, Instant.now());
    try (CatchUp _ = CatchUp.start(neighbour, theirs, CLOCK, NetworkObserver.NONE)) {
      away.connect(neighbour.self(), neighbour.addresses(), Duration.ofSeconds(5));
      reader().read(neighbour.self(), Duration.ofHours(1), new HashSet<>());
    }
    assertThat(own.head().sequence()).isEqualTo(40);
  }

  @Test
  void aForgedEnvelopeIsNotAppended() throws Exception {
    byte[] forged =
        OutcomeCodec.seal(REQUESTER, values.outcome(REQUESTER.peerId(), WORKER))
            .envelope()
            .array()
            .clone();
    forged[forged.length - 1] ^= 1;
    refused(request -> answer(0, forged), "wrong signature");
  }

  @Test
  void aLedgerThatGoesInCirclesIsGivenUp() throws Exception {
    byte[] sound =
        OutcomeCodec.seal(REQUESTER, values.outcome(REQUESTER.peerId(), WORKER)).envelope().array();
    lie(request -> answer(7, sound));
    assertThatThrownBy(() -> reader().read(hostile.id(), DAY, new HashSet<>()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("circles");
  }

  @Test
  void anAnswerThatHoldsNothingButPromisesMoreIsRefused() throws Exception {
    refused(request -> answer(request.getFrom() + 1), "holds nothing");
  }

  @Test
  void anAnswerWithoutEndIsRefusedByItsLength() throws Exception {
    refused(request -> answer(0, new byte[LedgerServer.ANSWER_MAX]), "");
  }

  @Test
  void aNeighbourThatWithholdsDoesNotEndIt() throws Exception {
    List<byte[]> few = envelopes(2);
    lie(request -> answer(0, few.get(0), few.get(1)));
    heard(theirs, 300, Instant.now());
    try (CatchUp _ = CatchUp.start(away, own, CLOCK, NetworkObserver.NONE)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> own.head().sequence() == 2);
      try (CatchUp _ = CatchUp.start(neighbour, theirs, CLOCK, NetworkObserver.NONE)) {
        away.connect(neighbour.self(), neighbour.addresses(), Duration.ofSeconds(5));
        await().atMost(Duration.ofSeconds(30)).until(() -> own.head().sequence() == 302);
      }
    }
  }

  @Test
  void aNeighbourThatLiesIsAskedOnceAndOthersAreHeard() throws Exception {
    byte[] forged = envelopes(1).getFirst();
    forged[forged.length - 1] ^= 1;
    AtomicInteger asked = new AtomicInteger();
    lie(
        request -> {
          asked.incrementAndGet();
          return answer(0, forged);
        });
    Counts counts = new Counts();
    heard(theirs, 30, Instant.now());
    try (CatchUp _ = CatchUp.start(away, own, CLOCK, counts)) {
      await().atMost(Duration.ofSeconds(30)).until(() -> counts.malformed.get() == 1);
      try (CatchUp _ = CatchUp.start(neighbour, theirs, CLOCK, NetworkObserver.NONE)) {
        away.connect(neighbour.self(), neighbour.addresses(), Duration.ofSeconds(5));
        await().atMost(Duration.ofSeconds(30)).until(() -> own.head().sequence() == 30);
      }
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void aNeighbourThatSendsAByteAMomentIsGivenUp() throws Exception {
    byte[] sound = envelopes(1).getFirst();
    hostile.serve(
        Topics.LEDGER_PROTOCOL,
        stream -> {
          Frames.read(stream.input(), LedgerServer.REQUEST_MAX);
          for (byte part : framed(answer(0, sound, new byte[100_000]))) {
            stream.output().write(part);
            stream.output().flush();
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
          }
        });
    away.connect(hostile.id(), hostile.host.addresses(), Duration.ofSeconds(5));
    heard(theirs, 30, Instant.now());
    try (CatchUp _ = CatchUp.start(away, own, CLOCK, NetworkObserver.NONE, Duration.ofMillis(500));
        CatchUp _ = CatchUp.start(neighbour, theirs, CLOCK, NetworkObserver.NONE)) {
      away.connect(neighbour.self(), neighbour.addresses(), Duration.ofSeconds(5));
      await().atMost(Duration.ofSeconds(30)).until(() -> own.head().sequence() == 30);
    }
  }

  @Test
  void pagesWithoutEndAreGivenUpWhenTheTimeIsOver() throws Exception {
    lie(request -> answer(request.getFrom() + 1, envelopes(1).getFirst()));
    LedgerReader reader = new LedgerReader(away, own, CLOCK, Duration.ofMillis(500));
    assertThatThrownBy(() -> reader.read(hostile.id(), DAY, new HashSet<>()))
        .isInstanceOf(IOException.class);
    assertThat(own.head().sequence()).isLessThan(LedgerReader.ANSWERS_MAX);
  }

  @Test
  void aForgedReceiptIsNotTheLieOfWhoHandsItOn() throws Exception {
    Outcome genuine = values.outcome(REQUESTER.peerId(), WORKER);
    while (genuine.receipt() == null) {
      genuine = values.outcome(REQUESTER.peerId(), WORKER);
    }
    Receipt receipt = Objects.requireNonNull(genuine.receipt());
    byte[] unsigned = receipt.envelope().array().clone();
    unsigned[unsigned.length - 1] ^= 1;
    Outcome forged =
        new Outcome(
            genuine.job(),
            genuine.type(),
            genuine.status(),
            genuine.requester(),
            genuine.worker(),
            genuine.attempts(),
            genuine.rounds(),
            null,
            new Receipt(
                receipt.attempt(),
                receipt.requester(),
                receipt.worker(),
                receipt.result(),
                receipt.usage(),
                Bytes.wrap(unsigned)));
    theirs.append(List.of(OutcomeCodec.seal(REQUESTER, forged)), Instant.now());
    heard(theirs, 10, Instant.now());
    try (CatchUp _ = CatchUp.start(neighbour, theirs, CLOCK, NetworkObserver.NONE)) {
      away.connect(neighbour.self(), neighbour.addresses(), Duration.ofSeconds(5));
      reader().read(neighbour.self(), Duration.ofHours(1), new HashSet<>());
    }
    assertThat(own.head().sequence()).isEqualTo(11);
    assertThat(own.audit(20, SELF).getFirst().receipt()).isEqualTo(ReceiptVerdict.FORGED);
    assertThat(own.verify(1, 20).sound()).isTrue();
    assertThat(own.verify(1, 20).firstForged()).isEqualTo(1);
  }

  private LedgerReader reader() {
    return new LedgerReader(away, own, CLOCK, Duration.ofSeconds(30));
  }

  private List<byte[]> envelopes(int count) {
    List<byte[]> envelopes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Outcome outcome = values.outcome(REQUESTER.peerId(), WORKER);
      envelopes.add(OutcomeCodec.seal(REQUESTER, outcome).envelope().array().clone());
    }
    return envelopes;
  }

  private static byte[] framed(LedgerAnswer answer) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    Frames.write(answer, frame);
    return frame.toByteArray();
  }

  private static final class Counts implements NetworkObserver {
    private final AtomicInteger malformed = new AtomicInteger();

    @Override
    public void streamMalformed(String protocol) {
      malformed.incrementAndGet();
    }
  }

  private void refused(Function<LedgerRequest, LedgerAnswer> lie, String complaint)
      throws IOException {
    lie(lie);
    assertThatThrownBy(() -> reader().read(hostile.id(), DAY, new HashSet<>()))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining(complaint);
    assertThat(own.head().sequence()).isZero();
  }

  private void lie(Function<LedgerRequest, LedgerAnswer> lie) throws IOException {
    hostile.serve(
        Topics.LEDGER_PROTOCOL,
        stream -> {
          while (true) {
            byte[] request = Frames.read(stream.input(), LedgerServer.REQUEST_MAX);
            Frames.write(
                lie.apply(WireFields.parse(LedgerRequest.parser(), request)), stream.output());
            stream.output().flush();
          }
        });
    away.connect(hostile.id(), hostile.host.addresses(), Duration.ofSeconds(5));
  }

  private static LedgerAnswer answer(long next, byte[]... envelopes) {
    LedgerAnswer.Builder answer = LedgerAnswer.newBuilder().setNext(next);
    for (byte[] envelope : envelopes) {
      answer.addEnvelopes(ByteString.copyFrom(envelope));
    }
    return answer.build();
  }

  private void heard(OutcomeLedger ledger, int count, Instant at) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      outcomes.add(values.outcome(REQUESTER.peerId(), WORKER));
    }
    for (SignedOutcome signed : OutcomeCodec.seal(REQUESTER, outcomes)) {
      ledger.append(List.of(signed), at);
    }
  }

  private static OutcomeLedger ledger() {
    return new InMemoryOutcomeLedger(10_000, EnvelopeSeals.INSTANCE);
  }

  private static List<Outcome> outcomes(OutcomeLedger ledger) {
    return ledger.range(1, 10_000).stream().map(entry -> entry.signed().outcome()).toList();
  }
}
