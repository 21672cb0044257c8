package io.grapevine.worker;

import io.grapevine.job.Offer;
import io.grapevine.job.RefusalReason;
import io.grapevine.job.Requirement;
import java.util.Optional;

/** Why an offer gets no bid. */
record Objection(RefusalReason reason, String detail) {

  /** What speaks against the offer however busy this worker is. */
  static Optional<Objection> onPrinciple(Offer offer, WorkerConfig config, boolean draining) {
    if (!config.requesters().admits(offer.requester())) {
      return of(RefusalReason.NOT_ALLOWED, "this requester may not send work here");
    }
    if (offer.payloadSize() > config.payloadSizeMax()) {
      return of(
          RefusalReason.PAYLOAD_TOO_LARGE,
          "payloads of up to " + config.payloadSizeMax() + " bytes are taken");
    }
    if (draining) {
      return of(RefusalReason.SHUTTING_DOWN, "this worker is about to stop");
    }
    return offer.requirements().hard().stream()
        .filter(requirement -> !requirement.isMetBy(config.attributes()))
        .findFirst()
        .flatMap(missed -> of(RefusalReason.UNSUITABLE, describe(missed, config)));
  }

  /** What speaks against it because of what the requester has here already. */
  static Optional<Objection> byShare(RequesterRules rules, int reserved, int attempts) {
    if (reserved >= rules.reservationsMax()) {
      return of(
          RefusalReason.TOO_MANY_OFFERS, "this requester has " + reserved + " slots reserved");
    }
    if (reserved + attempts >= rules.seatsMax()) {
      return of(
          RefusalReason.TOO_MANY_OFFERS,
          "this requester has %d slots, and more is not for one".formatted(reserved + attempts));
    }
    return Optional.empty();
  }

  static Objection busy() {
    return new Objection(RefusalReason.BUSY, "every slot is taken or reserved");
  }

  private static Optional<Objection> of(RefusalReason reason, String detail) {
    return Optional.of(new Objection(reason, cut(detail)));
  }

  private static String describe(Requirement missed, WorkerConfig config) {
    String name = missed.attribute();
    return config
        .attributes()
        .find(name)
        .map(value -> "%s is %s here".formatted(name, value))
        .orElse("nothing is said about %s here".formatted(name));
  }

  /** A refusal has no more room. */
  private static String cut(String detail) {
    return detail.length() <= 200 ? detail : detail.substring(0, 200);
  }
}
