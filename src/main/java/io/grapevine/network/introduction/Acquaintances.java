package io.grapevine.network.introduction;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which of the peers that announced themselves is dialled, and when. Offers are handed on
 * by peers that do such work, so a requester has to be connected with some of them, and they with
 * one another; a peer dials until it has enough of them, and no further, so that a large network
 * does not become a full mesh. One caller at a time.
 *
 * <p>Anybody can announce any number of peers at any addresses. Hence dials are limited in rate, in
 * number at a time, for each peer and for each destination, and who is dialled is drawn by lot
 * among the destinations first.
 */
public final class Acquaintances {
  /** Dials under way at a time. */
  static final int DIALS_MAX = 8;

  private final PeerId self;
  private final IntroductionConfig config;
  private final RandomGenerator random;
  private final Needs needs;
  private final DialAllowance allowance;
  private final Destinations destinations = new Destinations();

  /** The one that was heard of longest ago first. */
  private final LinkedHashMap<PeerId, Acquaintance> known = new LinkedHashMap<>();

  /** Knows nobody yet. */
  public Acquaintances(PeerId self, IntroductionConfig config, RandomGenerator random) {
    this.self = self;
    this.config = config;
    this.random = random;
    this.needs = new Needs(config.perType());
    this.allowance = new DialAllowance(config.dialsPerMinute(), config.burst());
  }

  /**
   * A peer announced itself. Without an address it is not remembered.
   *
   * @return whether that may lead to a dial
   */
  public boolean heard(Introduction said, Instant now) {
    if (said.peer().equals(self) || said.addresses().isEmpty()) {
      return false;
    }
    Acquaintance before = known.remove(said.peer());
    if (before != null) {
      known.putLast(said.peer(), before);
      return before.heard(said, now);
    }
    if (known.size() >= config.knownMax() && !makeRoom()) {
      return false;
    }
    known.putLast(said.peer(), new Acquaintance(said, now));
    return true;
  }

  private boolean makeRoom() {
    Iterator<Acquaintance> oldestFirst = known.values().iterator();
    while (oldestFirst.hasNext()) {
      if (oldestFirst.next().isReplaceable()) {
        oldestFirst.remove();
        return true;
      }
    }
    return false;
  }

  /** The dials to be made now; each is under way until its end is told. */
  public List<Introduction> due(Surroundings around, Instant now) {
    known.forEach((peer, one) -> one.observe(around.isConnected(peer), now, random));
    known.values().removeIf(one -> one.isForgettable(now));
    int inFlight = (int) known.values().stream().filter(Acquaintance::inFlight).count();
    int room =
        Math.min(
            DIALS_MAX - inFlight, config.connectionsMax() - around.outbound().size() - inFlight);
    List<Introduction> dials = new ArrayList<>();
    while (dials.size() < room) {
      Acquaintance next = next(around, now);
      if (next == null || !allowance.take(now)) {
        return dials;
      }
      next.started();
      dials.add(openAddresses(next.said(), now));
    }
    return dials;
  }

  private @Nullable Acquaintance next(Surroundings around, Instant now) {
    Acquaintance neighbour = draw(Acquaintance::back, now);
    if (neighbour != null) {
      return neighbour;
    }
    for (Need need : needs.of(around, known.values())) {
      Acquaintance helpful = draw(need::isMetBy, now);
      if (helpful != null) {
        return helpful;
      }
    }
    return null;
  }

  /** One of those who can be dialled now, each destination with the same chance. */
  private @Nullable Acquaintance draw(Predicate<Acquaintance> wanted, Instant now) {
    LinkedHashMap<String, List<Acquaintance>> places = new LinkedHashMap<>();
    for (Acquaintance one : known.values()) {
      if (one.isDue(now) && wanted.test(one)) {
        one.said().addresses().stream()
            .filter(address -> destinations.isOpen(address, now))
            .findFirst()
            .map(Destinations::of)
            .ifPresent(place -> places.computeIfAbsent(place, _ -> new ArrayList<>()).add(one));
      }
    }
    return places.isEmpty() ? null : anyOf(anyOf(List.copyOf(places.values())));
  }

  private <T> T anyOf(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }

  private Introduction openAddresses(Introduction said, Instant now) {
    List<Multiaddr> open =
        said.addresses().stream().filter(address -> destinations.isOpen(address, now)).toList();
    return new Introduction(said.peer(), said.types(), said.sequence(), open);
  }

  /** A dial reached its peer. At which of several addresses is not known. */
  public void reached(Introduction dialled, Instant now) {
    if (dialled.addresses().size() == 1) {
      destinations.reached(dialled.addresses().getFirst());
    }
    Acquaintance one = known.get(dialled.peer());
    if (one != null) {
      one.reached(now);
    }
  }

  /** A dial reached nobody, or somebody else. */
  public void failed(Introduction dialled, Instant now) {
    dialled.addresses().forEach(address -> destinations.failed(address, now));
    Acquaintance one = known.get(dialled.peer());
    if (one != null) {
      one.failed(now, random);
    }
  }

  /** What a peer said last. */
  public Optional<Introduction> find(PeerId peer) {
    return Optional.ofNullable(known.get(peer)).map(Acquaintance::said);
  }

  /** Peers that are remembered. */
  public int size() {
    return known.size();
  }
}
