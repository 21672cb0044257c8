package io.grapevine.network;

import io.grapevine.job.Attributes;
import io.grapevine.job.Offer;
import io.grapevine.job.Requirement;
import io.grapevine.job.Requirements;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.network.wire.Attribute;
import io.grapevine.network.wire.Comparison;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What an offer asks of workers, and what a bid says about it. */
final class RequirementCodec {
  private RequirementCodec() {}

  static List<io.grapevine.network.wire.Requirement> encode(List<Requirement> requirements) {
    return requirements.stream().map(RequirementCodec::encode).toList();
  }

  static Requirements requirements(
      List<io.grapevine.network.wire.Requirement> hard,
      List<io.grapevine.network.wire.Requirement> soft)
      throws MalformedException {
    WireFields.require(
        hard.size() + soft.size() <= Requirements.COUNT_MAX, "an offer has too many requirements");
    return new Requirements(requirements(hard), requirements(soft));
  }

  static List<Attribute> encode(Attributes attributes) {
    return attributes.values().entrySet().stream()
        .map(
            entry ->
                Attribute.newBuilder().setName(entry.getKey()).setValue(entry.getValue()).build())
        .toList();
  }

  static Attributes attributes(List<Attribute> attributes) throws MalformedException {
    WireFields.require(attributes.size() <= Attributes.COUNT_MAX, "a bid has too many attributes");
    Map<String, String> values = new TreeMap<>();
    for (Attribute attribute : attributes) {
      WireFields.require(
          values.put(attribute.getName(), attribute.getValue()) == null,
          "a bid names an attribute twice");
    }
    return Attributes.of(values);
  }

  /** Absent means one. */
  static int units(int units) throws MalformedException {
    return WireFields.between(Math.max(1, units), 1, Offer.UNITS_MAX, "number of units");
  }

  /** A wait in whole milliseconds, from none to a day. */
  static int wait(Duration wait) {
    return (int) Math.min(wait.toMillis(), WireFields.DURATION_MAX.toMillis());
  }

  static Duration wait(int millis) throws MalformedException {
    return Duration.ofMillis(
        WireFields.between(millis, 0, (int) WireFields.DURATION_MAX.toMillis(), "wait"));
  }

  private static io.grapevine.network.wire.Requirement encode(Requirement requirement) {
    return io.grapevine.network.wire.Requirement.newBuilder()
        .setAttribute(requirement.attribute())
        .setComparison(WireFields.wireConstant(Comparison.class, requirement.comparison()))
        .setValue(requirement.value())
        .build();
  }

  private static List<Requirement> requirements(
      List<io.grapevine.network.wire.Requirement> requirements) throws MalformedException {
    List<Requirement> decoded = new ArrayList<>(requirements.size());
    for (io.grapevine.network.wire.Requirement requirement : requirements) {
      decoded.add(
          new Requirement(
              requirement.getAttribute(),
              WireFields.constant(io.grapevine.job.Comparison.class, requirement.getComparison()),
              requirement.getValue()));
    }
    return decoded;
  }
}
