package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the table knows of one candidate. */
final class DialEntry {
  /** Most addresses kept of one candidate; the latest ones win. */
  static final int ADDRESSES_MAX = 8;

  /** How long it is believed that the peer which answered at an address is still the one there. */
  static final Duration ANSWER_TRUST = Duration.ofMinutes(5);

  /** A connection that ends sooner than this counts as a failure, so that flapping slows down. */
  static final Duration STABLE_AFTER = Duration.ofSeconds(30);

  private final Target target;
  private Source source;
  private List<Multiaddr> addresses;
  private Instant lastOffered;
  private Instant dueAt;
  private boolean inFlight;
  private int failures;
  private @Nullable PeerId answered;
  private Instant answeredAt = Instant.EPOCH;

  DialEntry(Candidate candidate, Instant now) {
    target = candidate.target();
    source = candidate.source();
    addresses = candidate.addresses();
    lastOffered = now;
    dueAt = now;
  }

  void offered(Candidate candidate, Instant now) {
    lastOffered = now;
    if (candidate.source().compareTo(source) < 0) {
      source = candidate.source();
    }
    LinkedHashSet<Multiaddr> merged = new LinkedHashSet<>(candidate.addresses());
    merged.addAll(addresses);
    addresses = merged.stream().limit(ADDRESSES_MAX).toList();
  }

  /** Whether nothing is to be gained from a dial now, because the one behind it is connected. */
  boolean satisfiedBy(Contacts contacts, Instant now) {
    return switch (target) {
      case Target.ToPeer(PeerId peer) -> contacts.peers().contains(peer);
      case Target.ToAddress(Multiaddr address) ->
          contacts.places().contains(address) || answererIsKnown(contacts, now);
    };
  }

  private boolean answererIsKnown(Contacts contacts, Instant now) {
    PeerId who = answered;
    return who != null
        && now.isBefore(answeredAt.plus(ANSWER_TRUST))
        && (who.equals(contacts.self()) || contacts.peers().contains(who));
  }

  Dial start() {
    inFlight = true;
    return new Dial(target, addresses, source == Source.BOOTSTRAP);
  }

  void succeeded(PeerId who, Instant now, Duration pause) {
    inFlight = false;
    answered = who;
    answeredAt = now;
    dueAt = now.plus(pause);
  }

  void failed() {
    inFlight = false;
    failures++;
  }

  /** The peer behind this candidate went away. */
  void lost(Instant now) {
    boolean stable = !now.isBefore(answeredAt.plus(STABLE_AFTER));
    failures = stable ? 0 : failures + 1;
  }

  void pauseUntil(Instant instant) {
    dueAt = instant;
  }

  boolean isBehind(PeerId peer) {
    return switch (target) {
      case Target.ToPeer(PeerId wanted) -> wanted.equals(peer);
      case Target.ToAddress ignored -> answered != null && answered.equals(peer);
    };
  }

  List<Multiaddr> addresses() {
    return addresses;
  }

  Target target() {
    return target;
  }

  Source source() {
    return source;
  }

  Instant lastOffered() {
    return lastOffered;
  }

  Instant dueAt() {
    return dueAt;
  }

  boolean inFlight() {
    return inFlight;
  }

  int failures() {
    return failures;
  }
}
