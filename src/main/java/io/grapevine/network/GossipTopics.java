package io.grapevine.network;

import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.Announcement;
import io.grapevine.job.Offer;
import io.grapevine.job.SignedOutcome;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

/** What this peer hears by gossip, and what must hold for it to be believed. */
final class GossipTopics {
  /** How long a requester's addresses are remembered on its own word. */
  private static final Duration ADDRESS_LIFE = Duration.ofMinutes(10);

  private final PeerNetwork network;
  private final NetworkEvents events;
  private final NetworkObserver observer;

  GossipTopics(PeerNetwork network, NetworkEvents events, NetworkObserver observer) {
    this.network = network;
    this.events = events;
    this.observer = observer;
  }

  /** Listens for offers of these types, for outcomes and for announcements. */
  void subscribe(Set<WorkType> workTypes) {
    for (WorkType type : workTypes) {
      this.<Offer>subscribe(
          Topics.offers(type), message -> offer(message, type), events::offerHeard);
    }
    this.<SignedOutcome>subscribe(
        Topics.OUTCOMES, message -> OutcomeCodec.open(message.payload()), events::outcomeHeard);
    this.<Announcement>subscribe(
        Topics.PEERS,
        message -> AnnouncementCodec.decode(message.payload(), message.author()),
        events::announcementHeard);
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

  private Offer offer(HeardMessage message, WorkType type) throws MalformedException {
    OfferCodec.Heard heard = OfferCodec.decode(message.payload());
    Offer offer = heard.offer();
    WireFields.require(
        offer.requester().equals(message.author()), "the offer is not its author's own");
    WireFields.require(offer.type().equals(type), "the offer is on the topic of another type");
    if (heard.requesterRecord().size() > 0 && !network.isConnected(offer.requester())) {
      remember(offer.requester(), heard.requesterRecord().array());
    }
    return offer;
  }

  private void remember(PeerId requester, byte[] envelope) throws MalformedException {
    PeerRecord origin = PeerRecord.open(envelope);
    WireFields.require(
        origin.peerId().equals(requester), "the peer record is not its requester's own");
    network.remember(origin, ADDRESS_LIFE);
  }
}
