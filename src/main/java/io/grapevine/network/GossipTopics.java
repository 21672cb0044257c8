package io.grapevine.network;

import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.Announcement;
import io.grapevine.job.Offer;
import io.grapevine.job.SignedOutcome;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.PubSub;
import io.grapevine.libp2p.pubsub.ReceivedMessage;
import java.time.Duration;
import java.util.Set;

/** What this peer hears by gossip, and what must hold for it to be believed. */
final class GossipTopics {
  /** How long a requester's addresses are remembered on its own word. */
  private static final Duration ADDRESS_LIFE = Duration.ofMinutes(10);

  private final Host host;
  private final PubSub pubSub;
  private final NetworkEvents events;
  private final NetworkObserver observer;

  GossipTopics(Host host, PubSub pubSub, NetworkEvents events, NetworkObserver observer) {
    this.host = host;
    this.pubSub = pubSub;
    this.events = events;
    this.observer = observer;
  }

  /** Listens for offers of these types, for outcomes and for announcements. */
  void subscribe(Set<WorkType> workTypes) {
    for (WorkType type : workTypes) {
      subscribe(
          Topics.offers(type),
          new ValidatedTopic<Offer>(message -> offer(message, type), events::offerHeard, observer));
    }
    subscribe(
        Topics.OUTCOMES,
        new ValidatedTopic<SignedOutcome>(
            message -> OutcomeCodec.open(message.payload()), events::outcomeHeard, observer));
    subscribe(
        Topics.PEERS,
        new ValidatedTopic<Announcement>(
            message -> AnnouncementCodec.decode(message.payload(), message.author()),
            events::announcementHeard,
            observer));
  }

  private void subscribe(String topic, ValidatedTopic<?> validated) {
    pubSub.subscribe(topic, validated, validated);
  }

  private Offer offer(ReceivedMessage message, WorkType type) throws MalformedException {
    OfferCodec.Heard heard = OfferCodec.decode(message.payload());
    Offer offer = heard.offer();
    WireFields.require(
        offer.requester().equals(message.author()), "the offer is not its author's own");
    WireFields.require(offer.type().equals(type), "the offer is on the topic of another type");
    if (heard.requesterRecord().size() > 0 && !host.isConnected(offer.requester())) {
      remember(offer.requester(), heard.requesterRecord().array());
    }
    return offer;
  }

  private void remember(PeerId requester, byte[] envelope) throws MalformedException {
    PeerRecord origin = PeerRecord.open(envelope);
    WireFields.require(
        origin.peerId().equals(requester), "the peer record is not its requester's own");
    host.peerStore().accept(origin, ADDRESS_LIFE);
  }
}
