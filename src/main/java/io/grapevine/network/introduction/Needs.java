package io.grapevine.network.introduction;

import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What this peer lacks: so many peers of each wanted type and as many in all. Some of them have to
 * be such that this peer dialled them, since those who dial it may all be one and the same.
 */
final class Needs {
  /** Like gossip's D_out, which is for the same danger. */
  static final int DIALLED_MIN = 2;

  private final int perType;

  Needs(int perType) {
    this.perType = perType;
  }

  /** What is lacking, the worst served first. */
  List<Need> of(Surroundings around, Collection<Acquaintance> known) {
    List<Need> needs = new ArrayList<>();
    around
        .subscribers()
        .forEach(
            (type, subscribers) -> {
              Set<PeerId> serving = new LinkedHashSet<>(subscribers);
              int coming = 0;
              for (Acquaintance peer : known) {
                if (peer.does(type)) {
                  coming += peer.inFlight() ? 1 : 0;
                  if (peer.connected()) {
                    serving.add(peer.said().peer());
                  }
                }
              }
              add(needs, type, serving, coming, around);
            });
    needs.sort(Comparator.comparingInt(Need::served));
    int inFlight = (int) known.stream().filter(Acquaintance::inFlight).count();
    if (around.outbound().size() + inFlight < perType) {
      needs.add(new Need(null, around.outbound().size() + inFlight));
    }
    return needs;
  }

  private void add(
      List<Need> needs, WorkType type, Set<PeerId> serving, int coming, Surroundings around) {
    int dialled = (int) serving.stream().filter(around::dialled).count() + coming;
    int served = serving.size() + coming;
    if (served < perType || dialled < Math.min(DIALLED_MIN, perType)) {
      needs.add(new Need(type, served));
    }
  }
}
