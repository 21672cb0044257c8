package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import io.grapevine.coordination.InMemoryOutcomeLedger;
import io.grapevine.coordination.LedgerEntry;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.network.wire.LedgerAnswer;
import io.grapevine.network.wire.LedgerRequest;
import io.grapevine.testing.Randomised;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CatchUpTest {
  private static final KeyPair REQUESTER = KeyPair.generate(new SecureRandom());
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
      new LedgerReader(away, own, CLOCK).read(neighbour.self(), Duration.ofHours(1));
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
    assertThatThrownBy(() -> new LedgerReader(away, own, CLOCK).read(hostile.id(), DAY))
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

  private void refused(Function<LedgerRequest, LedgerAnswer> lie, String complaint)
      throws IOException {
    lie(lie);
    assertThatThrownBy(() -> new LedgerReader(away, own, CLOCK).read(hostile.id(), DAY))
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
