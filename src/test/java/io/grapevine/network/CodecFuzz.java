package io.grapevine.network;

import io.grapevine.job.Bid;
import io.grapevine.job.Offer;
import io.grapevine.libp2p.fuzz.Claims;
import io.grapevine.libp2p.fuzz.Cost;
import io.grapevine.libp2p.fuzz.FuzzTarget;
import io.grapevine.libp2p.fuzz.InputCursor;
import io.grapevine.libp2p.fuzz.TestKeys;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Grapevine's own messages: what is decoded is within its limits, and encoding and decoding it
 * again yields the same.
 */
public final class CodecFuzz implements FuzzTarget {

  private static final KeyPair STRANGER = TestKeys.pair(1);

  private final String name;
  private final Codec codec;

  private CodecFuzz(String name, Codec codec) {
    this.name = name;
    this.codec = codec;
  }

  /** Decodes, encodes and decodes. */
  @FunctionalInterface
  private interface Codec {
    void check(byte[] input) throws MalformedException;
  }

  /** One target for each kind of message. */
  public static List<FuzzTarget> targets() {
    return List.of(
        new CodecFuzz("frames", CodecFuzz::frames),
        new CodecFuzz("bid", CodecFuzz::bid),
        new CodecFuzz("work", CodecFuzz::work),
        new CodecFuzz("offer", CodecFuzz::offer),
        new CodecFuzz("announcement", CodecFuzz::announcement),
        new CodecFuzz("receipt", CodecFuzz::receipt),
        new CodecFuzz("outcome", CodecFuzz::outcome));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void fuzz(byte[] input) throws Exception {
    Cost.bounded(
        input.length,
        () -> {
          try {
            codec.check(input);
          } catch (MalformedException e) {
            Claims.that(e.getMessage() != null, "an error without a reason");
          }
        });
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
    byte[] again = AnnouncementCodec.encode(heard);
    Claims.equal(
        heard, trusted(() -> AnnouncementCodec.decode(again, STRANGER.peerId())), "announcement");
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
