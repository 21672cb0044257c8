package io.grapevine.libp2p.gossip.simulation;

import java.time.Duration;

/** The scenarios that can be asked for by name. */
enum Repertoire {
  /** No attackers and stable links. */
  CALM {
    @Override
    Scenario scenario(Options options) {
      return plain(options, options.peers());
    }
  },
  /** The network is cut into halves for 20 s, and a tenth of the peers is restarted per minute. */
  PARTITION {
    @Override
    Scenario scenario(Options options) {
      return plain(options, options.peers())
          .with(Faults.of(0.1, Duration.ofSeconds(20)))
          .with(Weather.storm());
    }
  },
  /** Attackers of four kinds, there before the honest peers know each other. */
  MIXED {
    @Override
    Scenario scenario(Options options) {
      return attacked(
          options, Strategy.SILENT, Strategy.PROMISER, Strategy.SPAMMER, Strategy.FORGER);
    }
  },
  /** The same attackers, but they come to a network that has found itself. */
  LATE {
    @Override
    Scenario scenario(Options options) {
      Scenario mixed = MIXED.scenario(options);
      return mixed.with(mixed.attack().startingAt(mixed.load().warmUp()));
    }
  },
  /** Attackers that only fail to forward, there from the beginning. */
  COLD_BOOT {
    @Override
    Scenario scenario(Options options) {
      return attacked(options, Strategy.SILENT);
    }
  },
  /** Attackers that forward like everybody else and stop all at once in the middle. */
  COVERT_FLASH {
    @Override
    Scenario scenario(Options options) {
      Scenario calm = attacked(options, Strategy.COVERT);
      Duration turn = calm.load().warmUp().plus(calm.load().publishing().dividedBy(2));
      return calm.with(Attack.covertUntil(turn, calm.attack().sybils(), calm.attack().dials()));
    }
  },
  /** All attackers around one honest peer. */
  ECLIPSE {
    @Override
    Scenario scenario(Options options) {
      int sybils = options.sybils();
      return plain(options, options.peers() - sybils)
          .with(
              Attack.eclipse(
                  sybils, Strategy.SILENT, Strategy.PROMISER, Strategy.SPAMMER, Strategy.FORGER));
    }
  },
  /** The links, sizes and weights of the published evaluation, without attackers. */
  PUBLISHED_CALM {
    @Override
    Scenario scenario(Options options) {
      return Scenario.calm(options.seed(), options.peers())
          .withDials(PUBLISHED_DIALS)
          .with(new Load(PUBLISHED_WARM_UP, options.publishing(), options.perSecond(), 2_048))
          .with(Weather.published())
          .with(Profile.PUBLISHED);
    }
  },
  /** The same among four times as many attackers, all there from the beginning. */
  PUBLISHED_COLD_BOOT {
    @Override
    Scenario scenario(Options options) {
      return PUBLISHED_CALM
          .scenario(options)
          .with(Attack.coldBoot(4 * options.peers(), 20, Strategy.SILENT).unfound());
    }
  },
  /** The same attackers with 100 connections each, who come in the middle. */
  PUBLISHED_ECLIPSE {
    @Override
    Scenario scenario(Options options) {
      Duration middle = PUBLISHED_WARM_UP.plus(options.publishing().dividedBy(2));
      return PUBLISHED_CALM
          .scenario(options)
          .with(
              Attack.coldBoot(4 * options.peers(), 100, Strategy.SILENT)
                  .unfound()
                  .startingAt(middle));
    }
  };

  private static final Duration PUBLISHED_WARM_UP = Duration.ofSeconds(30);
  private static final int PUBLISHED_DIALS = 20;

  abstract Scenario scenario(Options options);

  private static Scenario plain(Options options, int honest) {
    return Scenario.calm(options.seed(), honest).with(load(options)).with(options.profile());
  }

  private static Scenario attacked(Options options, Strategy... strategies) {
    return Scenario.attacked(options.seed(), options.peers(), options.share(), strategies)
        .with(load(options))
        .with(options.profile());
  }

  private static Load load(Options options) {
    Load usual = Load.usual();
    return new Load(
        usual.warmUp(), options.publishing(), options.perSecond(), usual.payloadBytes());
  }
}
