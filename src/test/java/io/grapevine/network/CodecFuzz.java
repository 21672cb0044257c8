package io.grapevine.network;

import com.google.protobuf.ByteString;
import io.grapevine.coordination.InMemoryOutcomeLedger;
import io.grapevine.coordination.OutcomeLedger;
import io.grapevine.job.Bid;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.DecoderFuzz;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.libp2p.fuzz.InputCursor;
import io.grapevine.libp2p.fuzz.TestKeys;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.network.introduction.AddressScope;
import io.grapevine.network.wire.LedgerAnswer;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Grapevine's own messages: what is decoded is within its limits, and encoding and decoding it
 * again yields the same.
 */
public final class CodecFuzz {
  private static final KeyPair STRANGER = TestKeys.pair(1);
  private static final OutcomeLedger LEDGER = ledger();

  private CodecFuzz() {}

  /** One target for each kind of message. */
  public static List<FuzzTarget> targets() {
    return List.of(
        target("frames", CodecFuzz::frames),
        target("bid", CodecFuzz::bid),
        target("work", CodecFuzz::work),
        target("offer", CodecFuzz::offer),
        target("announcement", CodecFuzz::announcement),
        target("introduction", CodecFuzz::introduction),
        target("receipt", CodecFuzz::receipt),
        target("outcome", CodecFuzz::outcome),
        target("outcomes", CodecFuzz::outcomes),
        target("ledger-request", CodecFuzz::ledgerRequest),
        target("ledger-answer", CodecFuzz::ledgerAnswer));
  }

  private static FuzzTarget target(String name, DecoderFuzz.Check check) {
    return new DecoderFuzz(name, MalformedException.class, 0, check);
  }

  private static void frames(byte[] input) throws MalformedException {
    ByteArrayInputStream in = new ByteArrayInputStream(input);
    try {
      while (true) {
        int before = in.available();
        byte[] frame = Frames.read(in, BidCodec.FRAME_MAX);
        Claims.that(frame.length <= BidCodec.FRAME_MAX, "a frame is too long");
        Claims.that(in.available() < before, "a frame of nothing");
      }
    } catch (MalformedException e) {
      throw e;
    } catch (EOFException e) {
      Claims.equal(0, in.available(), "bytes left at the end");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void bid(byte[] input) throws MalformedException {
    BidMessage message = BidCodec.decode(input, STRANGER.peerId());
    if (message instanceof BidMessage.Placed(Bid bid)) {
      Claims.equal(STRANGER.peerId(), bid.worker(), "worker");
    }
    Claims.equal(
        message,
        trusted(() -> BidCodec.decode(BidCodec.encode(message).toByteArray(), STRANGER.peerId())),
        "message");
  }

  private static void work(byte[] input) throws MalformedException {
    WorkMessage message = WorkCodec.decode(input);
    Claims.equal(
        message,
        trusted(() -> WorkCodec.decode(WorkCodec.encode(message).toByteArray())),
        "message");
  }

  private static void offer(byte[] input) throws MalformedException {
    OfferCodec.Heard heard = OfferCodec.decode(input);
    List<Offer> again = new ArrayList<>();
    for (byte[] message : OfferCodec.encode(heard.offers(), heard.requesterRecord().array())) {
      again.addAll(trusted(() -> OfferCodec.decode(message)).offers());
    }
    Claims.equal(heard.offers(), again, "offers");
  }

  private static void announcement(byte[] input) throws MalformedException {
    var heard = AnnouncementCodec.decode(input, STRANGER.peerId());
    PeerRecord origin = heard.origin();
    byte[] again =
        AnnouncementCodec.encode(
            heard.announcement(), origin == null ? new byte[0] : origin.seal(STRANGER).encoded());
    Claims.equal(
        heard, trusted(() -> AnnouncementCodec.decode(again, STRANGER.peerId())), "announcement");
  }

  /** A stranger signs the input as the record of where it is. */
  private static void introduction(byte[] input) throws MalformedException {
    byte[] type = {0x03, 0x01};
    byte[] envelope = SignedEnvelope.seal(STRANGER, "libp2p-peer-record", type, input).encoded();
    byte[] message =
        io.grapevine.network.wire.Announcement.newBuilder()
            .setPeerRecord(ByteString.copyFrom(envelope))
            .build()
            .toByteArray();
    PeerRecord origin = AnnouncementCodec.decode(message, STRANGER.peerId()).origin();
    if (origin != null) {
      Claims.equal(STRANGER.peerId(), origin.peerId(), "peer");
      AddressScope scope = AddressScope.of(List.of());
      List<Multiaddr> admitted = scope.admitted(origin.addresses());
      Claims.that(admitted.size() <= AddressScope.ADDRESSES_MAX, "too many addresses");
      Claims.that(admitted.stream().allMatch(scope::admits), "an address that is not admitted");
    }
  }

  private static void receipt(byte[] input) throws MalformedException {
    byte[] envelope = envelope(input, ReceiptCodec.DOMAIN, "/grapevine/1/receipt");
    var receipt = ReceiptCodec.open(envelope);
    Claims.same(envelope, receipt.envelope().array(), "envelope");
  }

  private static void outcome(byte[] input) throws MalformedException {
    byte[] envelope = envelope(input, OutcomeCodec.DOMAIN, "/grapevine/1/outcome");
    var signed = OutcomeCodec.hear(envelope).getFirst();
    byte[] again =
        SignedEnvelope.seal(
                STRANGER,
                OutcomeCodec.DOMAIN,
                "/grapevine/1/outcome".getBytes(StandardCharsets.US_ASCII),
                OutcomeCodec.encode(signed.outcome()).toByteArray())
            .encoded();
    Claims.equal(
        signed.outcome(), trusted(() -> OutcomeCodec.hear(again)).getFirst().outcome(), "outcome");
  }

  private static void outcomes(byte[] input) throws MalformedException {
    byte[] envelope = envelope(input, OutcomeCodec.DOMAIN, "/grapevine/1/outcome");
    List<SignedOutcome> heard = OutcomeCodec.hear(envelope);
    Claims.that(heard.size() <= OutcomeCodec.OUTCOMES_MAX, "too many outcomes");
    for (int i = 0; i < heard.size(); i++) {
      Claims.equal(i, heard.get(i).place(), "place");
    }
    Claims.equal(heard, trusted(() -> OutcomeCodec.reread(envelope)), "outcomes read again");
  }

  private static void ledgerRequest(byte[] input) throws MalformedException {
    LedgerAnswer answer =
        new LedgerServer(LEDGER, InstantSource.system(), NetworkObserver.NONE).answer(input);
    Claims.that(answer.getEnvelopesCount() <= LedgerServer.ENTRIES_MAX, "too many envelopes");
    Claims.that(answer.getSerializedSize() <= LedgerServer.ANSWER_MAX, "an answer is too long");
    Claims.that(
        answer.getNext() == 0 || answer.getEnvelopesCount() > 0, "more is promised, nothing sent");
  }

  /** The first byte is what was asked for. */
  private static void ledgerAnswer(byte[] input) throws MalformedException {
    InputCursor in = new InputCursor(input);
    long from = in.next();
    LedgerAnswer answer = LedgerReader.decode(in.rest(), from);
    Claims.that(answer.getEnvelopesCount() <= LedgerServer.ENTRIES_MAX, "too many envelopes");
    Claims.that(answer.getNext() == 0 || answer.getNext() > from, "the ledger goes in circles");
    for (ByteString envelope : answer.getEnvelopesList()) {
      OutcomeCodec.hear(envelope.toByteArray());
    }
  }

  /** Three entries of one envelope, which nobody need be able to read. */
  private static OutcomeLedger ledger() {
    OutcomeLedger ledger = new InMemoryOutcomeLedger(100, EnvelopeSeals.INSTANCE);
    RandomValues values = new RandomValues(new SplittableRandom(1));
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      outcomes.add(values.outcome(STRANGER.peerId(), STRANGER));
    }
    ledger.append(OutcomeCodec.seal(STRANGER, outcomes), Instant.now());
    return ledger;
  }

  /** An odd first byte: the rest is the envelope. Otherwise a stranger seals the rest into one. */
  private static byte[] envelope(byte[] input, String domain, String type) {
    InputCursor in = new InputCursor(input);
    boolean raw = in.next() % 2 == 1;
    byte[] rest = in.rest();
    byte[] typeBytes = type.getBytes(StandardCharsets.US_ASCII);
    return raw ? rest : SignedEnvelope.seal(STRANGER, domain, typeBytes, rest).encoded();
  }

  /** Decodes what was encoded by us, which must succeed. */
  private static <T> T trusted(WireFields.Reading<T> reading) {
    try {
      return reading.read();
    } catch (MalformedException e) {
      throw new AssertionError("our own encoding is refused", e);
    }
  }
}
