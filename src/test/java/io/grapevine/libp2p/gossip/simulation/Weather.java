package io.grapevine.libp2p.gossip.simulation;

import java.time.Duration;

/**
 * How bad the network is. Gossip runs over streams, so nothing is lost while a connection lives: a
 * lost packet is sent again after a while and everything behind it waits; what is lost for good is
 * what was under way when a connection broke.
 *
 * @param delayMin shortest one-way delay that a link may have
 * @param delayMax longest one; each link draws its own between the two
 * @param jitter a message takes up to this share of the delay longer or shorter
 * @param loss chance for each RPC that a packet of it is lost and sent again
 * @param resendAfter wait before that, and twice as long for each further time
 * @param breaksPerHour how often a link breaks by itself
 * @param notice longest time until both ends have noticed that nothing gets through
 * @param redialMax longest time until the dialler has connected again
 * @param checking time from receiving a message to having checked its signature
 */
record Weather(
    Duration delayMin,
    Duration delayMax,
    double jitter,
    double loss,
    Duration resendAfter,
    double breaksPerHour,
    Duration notice,
    Duration redialMax,
    Duration checking) {

  /** Delays of a continent or two, one RPC in a hundred hit by a lost packet, stable links. */
  static Weather internet() {
    return of(5, 100, 0.1, 0.01, 0);
  }

  /** The same, but five RPCs in a hundred are hit and each link breaks six times an hour. */
  static Weather storm() {
    return of(5, 200, 0.3, 0.05, 6);
  }

  /** The links of the published evaluation: 25 ms each, give or take a tenth. */
  static Weather published() {
    return of(25, 25, 0.1, 0, 0);
  }

  /** The same as this, but whoever comes up is connected almost at once. */
  Weather withQuickDials() {
    return new Weather(
        delayMin,
        delayMax,
        jitter,
        loss,
        resendAfter,
        breaksPerHour,
        notice,
        Duration.ofMillis(50),
        checking);
  }

  private static Weather of(
      long delayMin, long delayMax, double jitter, double loss, double breaksPerHour) {
    return new Weather(
        Duration.ofMillis(delayMin),
        Duration.ofMillis(delayMax),
        jitter,
        loss,
        Duration.ofMillis(200),
        breaksPerHour,
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        Duration.ofNanos(500_000));
  }
}
