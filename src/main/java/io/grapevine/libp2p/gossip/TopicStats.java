package io.grapevine.libp2p.gossip;

import java.time.Duration;
import java.time.Instant;

/** What one peer has done on one topic: the counters behind P1 to P4. */
final class TopicStats {

  private final TopicScoreConfig config;
  private boolean inMesh;
  private Instant graftedAt = Instant.EPOCH;
  private double firstDeliveries;
  private double meshDeliveries;
  private double meshFailure;
  private double invalid;

  TopicStats(TopicScoreConfig config) {
    this.config = config;
  }

  void grafted(Instant now) {
    inMesh = true;
    graftedAt = now;
    meshDeliveries = 0;
  }

  /** Leaving the mesh with a deficit leaves a mark (P3b), or a pruned peer would start afresh. */
  void pruned(Instant now) {
    if (inMesh) {
      meshFailure += squaredDeficit(now);
    }
    inMesh = false;
  }

  /** A peer that comes back must not live on old merits. */
  void forgetDeliveries() {
    firstDeliveries = 0;
  }

  void firstDelivery() {
    firstDeliveries = Math.min(firstDeliveries + 1, config.firstDeliveriesCap());
    meshDelivery();
  }

  void meshDelivery() {
    if (inMesh) {
      meshDeliveries = Math.min(meshDeliveries + 1, config.meshDeliveriesCap());
    }
  }

  void invalidMessage() {
    invalid++;
  }

  void decay(double zero) {
    firstDeliveries = decayed(firstDeliveries, config.firstDeliveriesDecay(), zero);
    meshDeliveries = decayed(meshDeliveries, config.meshDeliveriesDecay(), zero);
    meshFailure = decayed(meshFailure, config.meshFailureDecay(), zero);
    invalid = decayed(invalid, config.invalidDecay(), zero);
  }

  double score(Instant now) {
    double sum =
        config.meshTimeWeight() * meshTime(now)
            + config.firstDeliveriesWeight() * firstDeliveries
            + config.meshDeliveriesWeight() * squaredDeficit(now)
            + config.meshFailureWeight() * meshFailure
            + config.invalidWeight() * invalid * invalid;
    return config.weight() * sum;
  }

  static double decayed(double value, double factor, double zero) {
    double next = value * factor;
    return next < zero ? 0 : next;
  }

  private double meshTime(Instant now) {
    if (!inMesh) {
      return 0;
    }
    double quanta = (double) inMeshFor(now).toNanos() / config.meshTimeQuantum().toNanos();
    return Math.min(quanta, config.meshTimeCap());
  }

  private double squaredDeficit(Instant now) {
    boolean active = inMesh && inMeshFor(now).compareTo(config.meshDeliveriesActivation()) > 0;
    double deficit = config.meshDeliveriesThreshold() - meshDeliveries;
    return active && deficit > 0 ? deficit * deficit : 0;
  }

  private Duration inMeshFor(Instant now) {
    return Duration.between(graftedAt, now);
  }
}
