package io.grapevine.libp2p.pubsub;

import io.grapevine.libp2p.gossip.Effect;
import io.grapevine.libp2p.peer.PeerId;
import org.jspecify.annotations.Nullable;

/** Carries out what the router wants: queues, validators, counters. Never blocks. */
final class EffectRunner implements RouterLoop.Effects {

  private final PeerId self;
  private final PeerLookup links;
  private final Network network;
  private final Validators validators;
  private final PubSubObserver observer;

  /** Finds the link to a peer. */
  @FunctionalInterface
  interface PeerLookup {

    /** The link, or null if the peer is gone meanwhile. */
    @Nullable PeerLink get(PeerId peer);
  }

  EffectRunner(
      PeerId self,
      PeerLookup links,
      Network network,
      Validators validators,
      PubSubObserver observer) {
    this.self = self;
    this.links = links;
    this.network = network;
    this.validators = validators;
    this.observer = observer;
  }

  @Override
  public int carryOut(Effect effect) {
    switch (effect) {
      case Effect.SendControl control -> {
        PeerLink link = links.get(control.peer());
        if (link != null) {
          link.send(control.rpc());
        }
      }
      case Effect.SendMessage send -> {
        return send(send);
      }
      case Effect.PeerHas has -> {
        PeerLink link = links.get(has.peer());
        if (link != null) {
          link.withdraw(has.message());
        }
      }
      case Effect.Validate validate -> validators.validate(validate.message(), validate.from());
      case Effect.Report report -> count(report);
      case Effect.Disconnect slow -> network.disconnect(slow.peer());
      case Effect.Dial dial -> network.dial(dial.peer());
      case Effect.MeshChanged mesh -> observer.meshSize(mesh.topic(), mesh.size());
    }
    return 0;
  }

  private int send(Effect.SendMessage send) {
    boolean isCopy = !send.message().author().equals(self);
    OutgoingMessage message = new OutgoingMessage(send.message(), isCopy);
    int queued = 0;
    for (PeerId peer : send.peers()) {
      PeerLink link = links.get(peer);
      queued += link != null && link.send(message) ? 1 : 0;
    }
    if (queued > 0) {
      observer.sent(send.message().topic(), queued);
    }
    return queued;
  }

  /** The occurrences of single messages have a counter each; the rest is dropped for a reason. */
  private void count(Effect.Report report) {
    String topic = report.topic();
    switch (report.occurrence()) {
      case RECEIVED -> observer.received(topic);
      case ACCEPTED -> observer.accepted(topic);
      case DUPLICATE -> observer.duplicate(topic);
      case IGNORED -> observer.ignored(topic);
      case REJECTED, FORGED, REFUSED -> observer.rejected(topic);
      case UNKNOWN_TOPIC -> dropped(DropReason.UNKNOWN_TOPIC, report);
      case OWN_ECHO -> dropped(DropReason.OWN_ECHO, report);
      case THROTTLED -> dropped(DropReason.VALIDATION_FULL, report);
      case REPLAYED -> dropped(DropReason.REPLAYED, report);
      case GRAYLISTED -> dropped(DropReason.GRAYLISTED, report);
      case SUBSCRIPTION_REFUSED -> dropped(DropReason.SUBSCRIPTION_REFUSED, report);
      case GRAFT_REFUSED, GRAFT_IN_BACKOFF, GRAFT_UNKNOWN_TOPIC ->
          dropped(DropReason.GRAFT_REFUSED, report);
      case IHAVE_EXCESS, IWANT_EXCESS, IDONTWANT_EXCESS ->
          dropped(DropReason.CONTROL_EXCESS, report);
      case SLOW_PEER -> dropped(DropReason.SLOW_PEER, report);
      case EXCHANGE_REFUSED -> dropped(DropReason.EXCHANGE_REFUSED, report);
      case PROMISE_BROKEN -> dropped(DropReason.PROMISE_BROKEN, report);
    }
  }

  private void dropped(DropReason reason, Effect.Report report) {
    observer.dropped(reason, report.times());
  }
}
