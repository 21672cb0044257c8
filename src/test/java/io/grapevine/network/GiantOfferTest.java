package io.grapevine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grapevine.job.Attributes;
import io.grapevine.job.Offer;
import io.grapevine.job.Requirements;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.network.wire.Comparison;
import io.grapevine.network.wire.Requirement;
import io.grapevine.testing.Randomised;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Offers that ask for more than anybody may ask for are dropped as a whole. */
class GiantOfferTest {
  private final io.grapevine.network.wire.Offer small = small();

  @Test
  void anOfferHasSoManyRequirementsAndNotOneMore() throws MalformedException {
    var most = small.toBuilder();
    for (int i = 0; i < Requirements.COUNT_MAX; i++) {
      most.addHardRequirements(requirement("cpus", "4"));
    }
    assertThat(OfferCodec.decode(most.build().toByteArray()).offers()).hasSize(1);
    byte[] more = most.addSoftRequirements(requirement("region", "4")).build().toByteArray();
    assertThatThrownBy(() -> OfferCodec.decode(more))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("too many requirements");
  }

  @Test
  void aRequirementIsOfBoundedLengthAndPrintable() {
    refused(requirement("cpus", "4".repeat(Attributes.VALUE_LENGTH_MAX + 1)));
    refused(requirement("c".repeat(Attributes.NAME_LENGTH_MAX + 1), "4"));
    refused(requirement("cpus", "4\n"));
    refused(requirement("cpus", "1e999999999"));
    refused(requirement("cpus", "9".repeat(33)));
  }

  @Test
  void anOfferHasSoManyUnitsAndNotOneMore() throws MalformedException {
    assertThat(
            OfferCodec.decode(small.toBuilder().setUnits(Offer.UNITS_MAX).build().toByteArray())
                .offers())
        .extracting(Offer::units)
        .containsExactly(Offer.UNITS_MAX);
    byte[] more = small.toBuilder().setUnits(Offer.UNITS_MAX + 1).build().toByteArray();
    assertThatThrownBy(() -> OfferCodec.decode(more)).isInstanceOf(MalformedException.class);
  }

  private void refused(Requirement requirement) {
    byte[] offer = small.toBuilder().addHardRequirements(requirement).build().toByteArray();
    assertThatThrownBy(() -> OfferCodec.decode(offer)).isInstanceOf(MalformedException.class);
  }

  private static Requirement requirement(String attribute, String value) {
    return Requirement.newBuilder()
        .setAttribute(attribute)
        .setComparison(Comparison.COMPARISON_AT_LEAST)
        .setValue(value)
        .build();
  }

  private static io.grapevine.network.wire.Offer small() {
    try {
      byte[] message =
          OfferCodec.encode(List.of(new RandomValues(Randomised.ofSeed(31)).offer()), new byte[0])
              .getFirst();
      return io.grapevine.network.wire.Offer.parseFrom(message).toBuilder()
          .clearHardRequirements()
          .clearSoftRequirements()
          .build();
    } catch (InvalidProtocolBufferException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
