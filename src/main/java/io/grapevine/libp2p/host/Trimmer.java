package io.grapevine.libp2p.host;

import io.grapevine.libp2p.host.TrimOrder.Candidate;
import io.grapevine.libp2p.peer.PeerId;
import java.util.List;
import java.util.Set;

/**
 * Gives connections up when there are more than wanted, by saying goodbye there: no streams are
 * opened any more, and the connection ends with its last one, or when the limit for that is over.
 */
final class Trimmer {
  private final HostConfig.Trimming config;
  private final Protection protection;
  private final Refusals refusals;

  Trimmer(HostConfig.Trimming config, Protection protection, Refusals refusals) {
    this.config = config;
    this.protection = protection;
    this.refusals = refusals;
  }

  void trim(List<PeerLink> all) {
    List<PeerLink> kept = all.stream().filter(link -> !link.givenUp()).toList();
    if (kept.size() <= config.above()) {
      return;
    }
    Set<PeerId> preferred = protection.preferred();
    List<Candidate<PeerLink>> candidates =
        kept.stream().map(link -> candidate(link, preferred)).toList();
    for (PeerLink link : TrimOrder.choose(candidates, kept.size() - config.downTo())) {
      if (link.giveUp()) {
        refusals.refused(
            Refusal.TRIMMED,
            "%d connections are open, and %s is of little use".formatted(kept.size(), link.peer()));
        link.connection().goAway();
      }
    }
  }

  private Candidate<PeerLink> candidate(PeerLink link, Set<PeerId> preferred) {
    boolean young = link.connection().age().compareTo(config.grace()) < 0;
    return new Candidate<>(
        link,
        young || protection.isProtected(link.peer()),
        preferred.contains(link.peer()),
        link.connection().streamCount(),
        link.connection().idleNanos());
  }
}
