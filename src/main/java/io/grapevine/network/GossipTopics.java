package io.grapevine.network;

import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.Offer;
import io.grapevine.job.SignedOutcome;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.introduction.AddressScope;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** What this peer hears by gossip, and what must hold for it to be believed. */
final class GossipTopics {
  /** How long a requester's addresses are remembered on its own word. */
  private static final Duration ADDRESS_LIFE = Duration.ofMinutes(10);

  private final PeerNetwork network;
  private final NetworkEvents events;
  private final Introducer introducer;
  private final NetworkObserver observer;

  GossipTopics(
      PeerNetwork network, NetworkEvents events, Introducer introducer, NetworkObserver observer) {
    this.network = network;
    this.events = events;
    this.introducer = introducer;
    this.observer = observer;
  }

  /** Listens for offers of these types, for outcomes and for announcements. */
  void subscribe(Set<WorkType> workTypes) {
    for (WorkType type : workTypes) {
      this.<List<Offer>>subscribe(
          Topics.offers(type),
          message -> offers(message, type),
          offers -> offers.forEach(events::offerHeard));
    }
    this.<List<SignedOutcome>>subscribe(
        Topics.OUTCOMES, message -> OutcomeCodec.hear(message.payload()), events::outcomesHeard);
    this.<HeardAnnouncement>subscribe(
        Topics.PEERS,
        message -> AnnouncementCodec.decode(message.payload(), message.author()),
        heard -> {
          events.announcementHeard(heard.announcement());
          introducer.heard(heard);
        });
  }

  /** Reads and checks a message. */
  @FunctionalInterface
  private interface Reading<T> {
    T read(HeardMessage message) throws MalformedException;
  }

  private <T> void subscribe(String topic, Reading<T> reading, Consumer<T> audience) {
    network.subscribe(
        topic,
        message -> {
          T value = read(reading, message);
          return () -> audience.accept(value);
        });
  }

  private <T> T read(Reading<T> reading, HeardMessage message) throws MalformedException {
    try {
      return reading.read(message);
    } catch (MalformedException unsound) {
      observer.gossipRejected(message.topic());
      throw unsound;
    }
  }

  /** All offers of a message are of one requester and type. */
  private List<Offer> offers(HeardMessage message, WorkType type) throws MalformedException {
    OfferCodec.Heard heard = OfferCodec.decode(message.payload());
    Offer offer = heard.offers().getFirst();
    WireFields.require(
        offer.requester().equals(message.author()), "the offer is not its author's own");
    WireFields.require(offer.type().equals(type), "the offer is on the topic of another type");
    if (heard.requesterRecord().size() > 0 && !network.isConnected(offer.requester())) {
      remember(offer.requester(), heard.requesterRecord().array());
    }
    return heard.offers();
  }

  private void remember(PeerId requester, byte[] envelope) throws MalformedException {
    PeerRecord origin = PeerRecord.open(envelope);
    WireFields.require(
        origin.peerId().equals(requester), "the peer record is not its requester's own");
    AddressScope scope = AddressScope.of(network.addresses());
    List<Multiaddr> believed =
        origin.addresses().stream()
            .filter(address -> address.ip().isEmpty() || scope.admits(address))
            .toList();
    network.remember(new PeerRecord(requester, origin.sequence(), believed), ADDRESS_LIFE);
  }
}
