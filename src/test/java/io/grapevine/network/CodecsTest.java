package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grapevine.job.Announcement;
import io.grapevine.job.AttemptId;
import io.grapevine.job.DeclineReason;
import io.grapevine.job.FailureCode;
import io.grapevine.job.JobStatus;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.Receipt;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.wire.OutcomeStatus;
import io.grapevine.network.wire.WorkFrame;
import io.grapevine.testing.Randomised;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CodecsTest {
  private static final KeyPair REQUESTER = KeyPair.generate(new SecureRandom());
  private static final KeyPair WORKER = KeyPair.generate(new SecureRandom());
  private static final PeerId SENDER = WORKER.peerId();

  /** Reads what may be anything. */
  private interface Reader {
    Object read(byte[] encoded) throws MalformedException;
  }

  @Test
  void offersSurviveTheWay() {
    Randomised.runs(300)
        .check(
            random -> {
              Offer offer = new RandomValues(random).offer();
              byte[] origin = Randomised.bytes(random, 0, 300);
              OfferCodec.Heard heard = OfferCodec.decode(OfferCodec.encode(offer, origin));
              assertThat(heard.offers()).containsExactly(offer);
              assertThat(heard.requesterRecord().array()).isEqualTo(origin);
            });
  }

  @Test
  void bidMessagesSurviveTheWay() {
    Randomised.runs(300)
        .check(
            random -> {
              BidMessage message = new RandomValues(random).bidMessage(SENDER);
              byte[] encoded = BidCodec.encode(message).toByteArray();
              assertThat(encoded).hasSizeLessThanOrEqualTo(BidCodec.FRAME_MAX);
              assertThat(BidCodec.decode(encoded, SENDER)).isEqualTo(message);
            });
  }

  @Test
  void workMessagesSurviveTheWay() {
    Randomised.runs(500)
        .check(
            random -> {
              WorkMessage message = new RandomValues(random).workMessage();
              byte[] encoded = WorkCodec.encode(message).toByteArray();
              assertThat(encoded).hasSizeLessThanOrEqualTo(WorkCodec.FRAME_MAX);
              assertThat(WorkCodec.decode(encoded)).isEqualTo(message);
            });
  }

  @Test
  void anAwardWhoseTraceIsMalformedIsTakenWithoutIt() {
    Randomised.runs(200)
        .check(
            random -> {
              WorkMessage.Award award = new RandomValues(random).award();
              byte[] noise = Randomised.bytes(random, 1, 300);
              byte[] encoded =
                  WorkFrame.newBuilder()
                      .setAward(
                          WorkCodec.encode(award).getAward().toBuilder()
                              .setTraceparent(ByteString.copyFrom(noise)))
                      .build()
                      .toByteArray();
              assertThat(((WorkMessage.Award) WorkCodec.decode(encoded)).trace()).isNull();
            });
  }

  @Test
  void outcomesAndTheirReceiptsSurviveTheWay() {
    Randomised.runs(50)
        .check(
            random -> {
              Outcome outcome = new RandomValues(random).outcome(REQUESTER.peerId(), WORKER);
              SignedOutcome signed = OutcomeCodec.seal(REQUESTER, outcome);
              assertThat(OutcomeCodec.hear(signed.envelope().array())).containsExactly(signed);
            });
  }

  @Test
  void announcementsSurviveTheWay() {
    Randomised.runs(200)
        .check(
            random -> {
              Announcement announcement = new RandomValues(random).announcement(SENDER);
              byte[] encoded = AnnouncementCodec.encode(announcement, new byte[0]);
              assertThat(AnnouncementCodec.decode(encoded, SENDER))
                  .isEqualTo(new HeardAnnouncement(announcement, null));
            });
  }

  @Test
  void nothingThatIsCutOrChangedDoesMoreThanBeMalformed() {
    Randomised.runs(20)
        .check(
            random -> {
              RandomValues values = new RandomValues(random);
              byte[] offer = OfferCodec.encode(values.offer(), Randomised.bytes(random, 0, 50));
              harmless(offer, OfferCodec::decode);
              byte[] bid = BidCodec.encode(values.bidMessage(SENDER)).toByteArray();
              harmless(bid, encoded -> BidCodec.decode(encoded, SENDER));
              harmless(WorkCodec.encode(values.workMessage()).toByteArray(), WorkCodec::decode);
              byte[] announcement =
                  AnnouncementCodec.encode(
                      values.announcement(SENDER), Randomised.bytes(random, 0, 50));
              harmless(announcement, encoded -> AnnouncementCodec.decode(encoded, SENDER));
              byte[] noise = Randomised.bytes(random, 0, 200);
              harmless(noise, WorkCodec::decode);
              harmless(noise, OfferCodec::decode);
            });
  }

  @Test
  void anEnvelopeThatIsCutOrChangedIsMalformed() {
    RandomValues values = new RandomValues(Randomised.ofSeed(11));
    Receipt receipt =
        ReceiptCodec.seal(
            WORKER, values.attemptId(), REQUESTER.peerId(), values.digest(), values.usage());
    byte[] envelope = receipt.envelope().array();
    for (int i = 0; i < envelope.length; i++) {
      byte[] cut = Arrays.copyOf(envelope, i);
      assertThatThrownBy(() -> ReceiptCodec.open(cut)).isInstanceOf(MalformedException.class);
      byte[] changed = envelope.clone();
      changed[i] ^= 1;
      assertThatThrownBy(() -> ReceiptCodec.open(changed)).isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void anOutcomeThatItsRequesterDidNotSignIsMalformed() {
    RandomValues values = new RandomValues(Randomised.ofSeed(12));
    byte[] genuine =
        OutcomeCodec.seal(REQUESTER, values.outcome(REQUESTER.peerId(), WORKER)).envelope().array();
    byte[] forged = signedBy(WORKER, OutcomeCodec.DOMAIN, "outcome", statement(genuine, false));
    assertThatThrownBy(() -> OutcomeCodec.hear(forged))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not signed by its requester");
  }

  @Test
  void aReceiptThatItsWorkerDidNotSignIsMalformed() {
    RandomValues values = new RandomValues(Randomised.ofSeed(13));
    byte[] genuine =
        ReceiptCodec.seal(
                WORKER, values.attemptId(), REQUESTER.peerId(), values.digest(), values.usage())
            .envelope()
            .array();
    byte[] forged = signedBy(REQUESTER, ReceiptCodec.DOMAIN, "receipt", statement(genuine, true));
    assertThatThrownBy(() -> ReceiptCodec.open(forged))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not signed by its worker");
  }

  @Test
  void anOutcomeWithAReceiptForSomebodyElseIsMalformed() {
    RandomValues values = new RandomValues(Randomised.ofSeed(14));
    AttemptId attempt = values.attemptId();
    Receipt forOther =
        ReceiptCodec.seal(WORKER, attempt, values.peer(), values.digest(), values.usage());
    Outcome boast =
        new Outcome(
            attempt.job(),
            values.type(),
            JobStatus.SUCCEEDED,
            REQUESTER.peerId(),
            SENDER,
            1,
            1,
            null,
            forOther);
    byte[] envelope = OutcomeCodec.seal(REQUESTER, boast).envelope().array();
    assertThatThrownBy(() -> OutcomeCodec.hear(envelope))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("another requester");
  }

  @Test
  void anEnvelopeOfOnePurposeIsWorthNothingForAnother() {
    RandomValues values = new RandomValues(Randomised.ofSeed(15));
    byte[] receipt =
        ReceiptCodec.seal(REQUESTER, values.attemptId(), SENDER, values.digest(), values.usage())
            .envelope()
            .array();
    assertThatThrownBy(() -> OutcomeCodec.hear(receipt)).isInstanceOf(MalformedException.class);
  }

  @Test
  void everyConstantHasItsConstantOnTheWire() throws MalformedException {
    for (FailureCode code : FailureCode.values()) {
      assertMapped(code, FailureCode.class, io.grapevine.network.wire.FailureCode.class);
    }
    for (RefusalReason reason : RefusalReason.values()) {
      assertMapped(reason, RefusalReason.class, io.grapevine.network.wire.RefusalReason.class);
    }
    for (DeclineReason reason : DeclineReason.values()) {
      assertMapped(reason, DeclineReason.class, io.grapevine.network.wire.DeclineReason.class);
    }
    for (JobStatus status : JobStatus.values()) {
      if (status.isFinal()) {
        assertMapped(status, JobStatus.class, OutcomeStatus.class);
      }
    }
  }

  private static <E extends Enum<E>, W extends Enum<W>> void assertMapped(
      E constant, Class<E> type, Class<W> wireType) throws MalformedException {
    W wire = WireFields.wireConstant(wireType, constant);
    assertThat(WireFields.constant(type, wire)).isEqualTo(constant);
  }

  private static void harmless(byte[] encoded, Reader reader) {
    for (int i = 0; i <= encoded.length; i++) {
      read(Arrays.copyOf(encoded, i), reader);
      if (i < encoded.length) {
        byte[] changed = encoded.clone();
        changed[i] ^= (byte) (1 << (i % 8));
        read(changed, reader);
      }
    }
  }

  /** Anything but the one expected exception fails the test. */
  private static void read(byte[] encoded, Reader reader) {
    try {
      assertThat(reader.read(encoded)).isNotNull();
    } catch (MalformedException expected) {
      assertThat(expected).hasMessageMatching("(?s).+");
    }
  }

  private static byte[] statement(byte[] envelope, boolean receipt) {
    try {
      String domain = receipt ? ReceiptCodec.DOMAIN : OutcomeCodec.DOMAIN;
      return SignedEnvelope.open(envelope, domain).payload();
    } catch (MalformedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static byte[] signedBy(KeyPair signer, String domain, String kind, byte[] statement) {
    byte[] type = ("/grapevine/1/" + kind).getBytes(StandardCharsets.US_ASCII);
    return SignedEnvelope.seal(signer, domain, type, statement).encoded();
  }
}
