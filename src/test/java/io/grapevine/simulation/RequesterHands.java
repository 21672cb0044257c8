package io.grapevine.simulation;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.AttemptId;
import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import io.grapevine.worker.Assignment;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Carries out what the auctions of one peer want. */
final class RequesterHands {
  private static final double GOSSIP_NEVER_ANSWERS = 0.01;

  private final SimulatedPeer peer;
  private final World world;
  private final Network network;
  private final Map<AttemptId, WorkStream> streams = new LinkedHashMap<>();
  private final Map<OfferId, Offer> offers = new LinkedHashMap<>();
  private final Set<AttemptId> paidOut = new LinkedHashSet<>();

  RequesterHands(SimulatedPeer peer, World world, Network network) {
    this.peer = peer;
    this.world = world;
    this.network = network;
  }

  void dropAll() {
    streams.values().forEach(network::breakUp);
    streams.clear();
    paidOut.clear();
  }

  void carryOut(AuctionEffect effect) {
    switch (effect) {
      case AuctionEffect.PublishOffer publish -> publish(publish.offer());
      case AuctionEffect.Dial dial -> dial(dial);
      case AuctionEffect.SendPayload send -> sendPayload(send.attempt());
      case AuctionEffect.AbandonAttempt abandon -> abandon(abandon.attempt());
      case AuctionEffect.RejectBid reject -> reject(reject);
      case AuctionEffect.AcknowledgeResult acknowledge -> acknowledge(acknowledge.attempt());
      case AuctionEffect.Conclude _, AuctionEffect.RecordEvent _ -> {}
    }
  }

  private void publish(Offer offer) {
    offers.put(offer.id(), offer);
    int recipients = 0;
    int capable = 0;
    for (SimulatedPeer other : network.peers()) {
      if (other.workerConfig().concurrency().containsKey(offer.type())) {
        capable++;
        if (other.isAlive() && network.canReach(peer, other)) {
          recipients++;
          double cpu = world.random().nextDouble();
          network.send(
              peer, other, () -> other.tellDesk(new WorkerEvent.OfferHeard(offer, cpu, 0.5)));
        }
      }
    }
    if (world.chance(world.weather().falseReport())) {
      recipients = 0;
    }
    if (world.weather().drop() == 0 || !world.chance(GOSSIP_NEVER_ANSWERS)) {
      AuctionEvent published = new AuctionEvent.OfferPublished(offer.id(), recipients, capable);
      world.after(world.upTo(2), () -> peer.tellAuction(offer.id().job(), published));
    }
  }

  private void dial(AuctionEffect.Dial dial) {
    SimulatedPeer worker = network.peer(dial.worker());
    Offer offer = offers.get(dial.offer());
    if (offer == null) {
      throw new AssertionError(peer + " awards what it never offered: " + dial);
    }
    if (!worker.isAlive() || !network.canReach(peer, worker)) {
      if (world.chance(0.8)) {
        tellLater(dial.attempt(), "unreachable", world.upTo(dial.limit().toMillis()));
      }
      return;
    }
    WorkerEvent.AwardReceived award = award(dial, offer);
    WorkStream stream = new WorkStream(award.assignment(), peer, worker);
    streams.put(dial.attempt(), stream);
    present(stream, award);
    if (world.chance(world.weather().falseReport())) {
      tellLater(dial.attempt(), "reported as failed", world.upTo(500));
    }
    if (world.chance(world.weather().duplicate())) {
      int life = peer.life();
      world.after(world.upTo(5_000), () -> presentAgain(award, worker, life));
    }
  }

  private WorkerEvent.AwardReceived award(AuctionEffect.Dial dial, Offer offer) {
    return new WorkerEvent.AwardReceived(
        new Assignment(peer.id(), dial.attempt(), dial.reservation()),
        offer.type(),
        offer.payloadSize(),
        offer.payloadDigest(),
        dial.timeLeft(),
        dial.lease());
  }

  private void present(WorkStream stream, WorkerEvent.AwardReceived award) {
    network.open(stream, () -> stream.worker.peer.awarded(stream, award));
  }

  /**
   * The same award on another stream, and the payload with it if it was sent before. While the
   * payload goes ahead of the answer there is one stream only, whose end would be noticed; and a
   * requester that knows that the worker has not begun, and has turned to others, sends none.
   */
  private void presentAgain(WorkerEvent.AwardReceived award, SimulatedPeer worker, int life) {
    AttemptId attempt = award.assignment().attempt();
    if (peer.life() != life
        || !peer.isAlive()
        || !network.canReach(peer, worker)
        || peer.isUnheard(attempt)) {
      return;
    }
    WorkStream stream = new WorkStream(award.assignment(), peer, worker);
    present(stream, award);
    if (paidOut.contains(attempt)) {
      world.after(
          world.upTo(100),
          () -> {
            if (peer.mayHaveBegun(attempt)) {
              network.toWorker(stream, payload(stream));
            }
          });
    }
  }

  private void tellLater(AttemptId attempt, String why, Duration wait) {
    int life = peer.life();
    world.after(
        wait,
        () -> {
          if (peer.life() == life) {
            boolean payloadLeft = streams.containsKey(attempt) && paidOut.contains(attempt);
            peer.tellAuction(attempt.job(), new AuctionEvent.DialFailed(attempt, why, payloadLeft));
          }
        });
  }

  private void sendPayload(AttemptId attempt) {
    paidOut.add(attempt);
    WorkStream stream = streams.get(attempt);
    if (stream != null) {
      network.toWorker(stream, payload(stream));
    }
  }

  private static WorkerEvent payload(WorkStream stream) {
    return new WorkerEvent.PayloadReceived(
        stream.assignment, Simulation.payloadOf(stream.assignment.attempt().job()));
  }

  private void abandon(AttemptId attempt) {
    WorkStream stream = streams.get(attempt);
    if (stream != null && stream.requester.open) {
      network.closeWith(stream, new WorkerEvent.CancelReceived(stream.assignment));
    }
  }

  private void acknowledge(AttemptId attempt) {
    WorkStream stream = streams.get(attempt);
    if (stream != null && stream.requester.open) {
      network.closeWith(stream, new WorkerEvent.ResultAcknowledged(stream.assignment));
    }
  }

  private void reject(AuctionEffect.RejectBid reject) {
    SimulatedPeer worker = network.peer(reject.bid().worker());
    WorkerEvent rejected = new WorkerEvent.BidRejected(peer.id(), reject.bid().reservation());
    network.send(peer, worker, () -> worker.tellDesk(rejected));
  }
}
