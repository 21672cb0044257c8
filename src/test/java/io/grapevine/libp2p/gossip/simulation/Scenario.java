package io.grapevine.libp2p.gossip.simulation;

/**
 * What is played. Honest peers come up within a second and dial others, attackers among them, for
 * nobody can tell; after the warm-up messages are published; then, if there were faults, they end,
 * and after a time to settle some more messages are published that must reach everybody.
 *
 * @param seed from which all chance follows
 * @param honest peers with a router
 * @param dials connections that each of them dials, to anybody
 * @param profile settings of the routers
 * @param weather state of the links
 */
record Scenario(
    long seed,
    int honest,
    int dials,
    Attack attack,
    Load load,
    Faults faults,
    Profile profile,
    Weather weather) {

  private static final int DIALS = 10;

  /** An attacker works harder for its connections than an honest peer. */
  private static final int SYBIL_DIALS = 4 * DIALS;

  Scenario {
    if (faults.partition().isPositive() && faults.partition().compareTo(weather.notice()) < 0) {
      throw new IllegalArgumentException(
          "a cut that heals unnoticed would lose messages of a living stream");
    }
  }

  /** No attackers, no faults but those of the internet. */
  static Scenario calm(long seed, int peers) {
    return new Scenario(
        seed,
        peers,
        DIALS,
        Attack.none(),
        Load.usual(),
        Faults.none(),
        Profile.GRAPEVINE,
        Weather.internet());
  }

  /** Of so many peers a share attacks from the beginning. */
  static Scenario attacked(long seed, int peers, double share, Strategy... strategies) {
    int sybils = (int) Math.round(peers * share);
    return calm(seed, peers - sybils).with(Attack.coldBoot(sybils, SYBIL_DIALS, strategies));
  }

  Scenario withDials(int other) {
    return new Scenario(seed, honest, other, attack, load, faults, profile, weather);
  }

  Scenario with(Attack other) {
    return new Scenario(seed, honest, dials, other, load, faults, profile, weather);
  }

  Scenario with(Load other) {
    return new Scenario(seed, honest, dials, attack, other, faults, profile, weather);
  }

  Scenario with(Faults other) {
    return new Scenario(seed, honest, dials, attack, load, other, profile, weather);
  }

  Scenario with(Profile other) {
    return new Scenario(seed, honest, dials, attack, load, faults, other, weather);
  }

  Scenario with(Weather other) {
    return new Scenario(seed, honest, dials, attack, load, faults, profile, other);
  }
}
