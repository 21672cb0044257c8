package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.grapevine.job.Bytes;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.SignedEnvelope;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.testing.Randomised;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BundlesTest {
  private static final KeyPair REQUESTER = KeyPair.generate(new SecureRandom());
  private static final KeyPair WORKER = KeyPair.generate(new SecureRandom());

  @Test
  void manyOffersShareAMessageAndNoneIsLost() {
    Randomised.runs(50)
        .check(
            random -> {
              RandomValues values = new RandomValues(random);
              Offer model = values.offer();
              List<Offer> offers = new ArrayList<>();
              for (int i = 0; i < 100; i++) {
                offers.add(alike(values.offer(), model));
              }
              byte[] origin = Randomised.bytes(random, 0, 300);
              List<Offer> heard = new ArrayList<>();
              for (byte[] message : OfferCodec.encode(offers, origin)) {
                assertThat(message).hasSizeLessThanOrEqualTo(OfferCodec.BYTES_MAX);
                heard.addAll(OfferCodec.decode(message).offers());
                assertThat(OfferCodec.decode(message).requesterRecord().array()).isEqualTo(origin);
              }
              assertThat(heard).isEqualTo(offers);
            });
  }

  @Test
  void offersOfTwoRequestersInOneMessageAreMalformed() throws MalformedException {
    RandomValues values = new RandomValues(Randomised.ofSeed(3));
    var first = parsed(values.offer());
    var other = parsed(values.offer());
    byte[] mixed = first.toBuilder().addAlso(other).build().toByteArray();
    assertThatThrownBy(() -> OfferCodec.decode(mixed))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("one requester and type");
  }

  @Test
  void tooManyOrNestedOffersAreMalformed() throws MalformedException {
    var offer = parsed(new RandomValues(Randomised.ofSeed(4)).offer()).toBuilder();
    var small = offer.clearHardRequirements().clearSoftRequirements().build();
    var many = small.toBuilder();
    for (int i = 0; i < OfferCodec.OFFERS_MAX; i++) {
      many.addAlso(small);
    }
    assertThatThrownBy(() -> OfferCodec.decode(many.build().toByteArray()))
        .hasMessageContaining("too many offers");
    var nested = small.toBuilder().addAlso(small.toBuilder().addAlso(small)).build();
    assertThatThrownBy(() -> OfferCodec.decode(nested.toByteArray()))
        .hasMessageContaining("offers of its own");
    var recorded =
        small.toBuilder()
            .addAlso(small.toBuilder().setRequesterRecord(ByteString.copyFromUtf8("x")))
            .build();
    assertThatThrownBy(() -> OfferCodec.decode(recorded.toByteArray()))
        .hasMessageContaining("no record");
  }

  @Test
  void manyOutcomesShareAnEnvelopeAndEachKnowsItsPlace() throws MalformedException {
    RandomValues values = new RandomValues(Randomised.ofSeed(5));
    List<Outcome> outcomes = outcomes(values, 100);
    List<SignedOutcome> sealed = OutcomeCodec.seal(REQUESTER, outcomes);
    assertThat(sealed).extracting(SignedOutcome::outcome).isEqualTo(outcomes);
    Set<Bytes> envelopes = new LinkedHashSet<>();
    sealed.forEach(signed -> envelopes.add(signed.envelope()));
    assertThat(envelopes).hasSizeLessThan(70);
    List<SignedOutcome> heard = new ArrayList<>();
    for (Bytes envelope : envelopes) {
      heard.addAll(OutcomeCodec.hear(envelope.array()));
      assertThat(OutcomeCodec.hear(envelope.array()))
          .isEqualTo(OutcomeCodec.reread(envelope.array()));
    }
    assertThat(heard).isEqualTo(sealed);
  }

  @Test
  void aReceiptThatItsWorkerDidNotSignIsFoundWhenItIsAskedFor() throws MalformedException {
    RandomValues values = new RandomValues(Randomised.ofSeed(6));
    Outcome genuine = succeeded(values);
    var message = OutcomeCodec.encode(genuine);
    byte[] receipt = message.getReceipt().toByteArray();
    receipt[receipt.length - 1] ^= 1;
    byte[] envelope = sealed(message.toBuilder().setReceipt(ByteString.copyFrom(receipt)).build());
    assertThat(OutcomeCodec.hear(envelope))
        .singleElement()
        .satisfies(
            heard -> {
              assertThat(heard.outcome().job()).isEqualTo(genuine.job());
              assertThat(
                      EnvelopeSeals.INSTANCE.isSigned(
                          Objects.requireNonNull(heard.outcome().receipt())))
                  .isFalse();
            });
    assertThat(ReceiptCodec.isSigned(Objects.requireNonNull(genuine.receipt()))).isTrue();
  }

  @Test
  void anOutcomeOfSomebodyElseInABundleIsMalformed() {
    RandomValues values = new RandomValues(Randomised.ofSeed(7));
    var own = OutcomeCodec.encode(values.outcome(REQUESTER.peerId(), WORKER));
    var foreign = OutcomeCodec.encode(values.outcome(WORKER.peerId(), WORKER));
    byte[] envelope = sealed(own.toBuilder().addAlso(foreign).build());
    assertThatThrownBy(() -> OutcomeCodec.hear(envelope))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("not signed by its requester");
  }

  private static Outcome succeeded(RandomValues values) {
    while (true) {
      Outcome outcome = values.outcome(REQUESTER.peerId(), WORKER);
      if (outcome.receipt() != null) {
        return outcome;
      }
    }
  }

  private static List<Outcome> outcomes(RandomValues values, int count) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      outcomes.add(values.outcome(REQUESTER.peerId(), WORKER));
    }
    return outcomes;
  }

  private static byte[] sealed(io.grapevine.network.wire.Outcome statement) {
    byte[] type = "/grapevine/1/outcome".getBytes(StandardCharsets.US_ASCII);
    return SignedEnvelope.seal(REQUESTER, OutcomeCodec.DOMAIN, type, statement.toByteArray())
        .encoded();
  }

  private static io.grapevine.network.wire.Offer parsed(Offer offer) throws MalformedException {
    return WireFields.parse(
        io.grapevine.network.wire.Offer.parser(), OfferCodec.encode(offer, new byte[0]));
  }

  private static Offer alike(Offer offer, Offer model) {
    return new Offer(
        offer.id(),
        model.type(),
        model.requester(),
        offer.payloadSize(),
        offer.payloadDigest(),
        offer.bidWindow(),
        offer.timeLeft(),
        offer.samplingRate(),
        offer.requirements(),
        offer.units());
  }
}
