package io.grapevine.simulation;

import io.grapevine.auction.Auction;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * One job at its requester, in one life of that: its auction, and what waits for the disk. An award
 * is on the disk before its worker hears of it, and the end of a job before anybody does.
 */
final class RequesterDesk {
  private final SimulatedPeer peer;
  private final Auction auction;
  private final Disk disk;
  private final RequesterHands hands;
  private final Safety safety;
  private final JobId job;
  private final int life;
  private final Deque<AuctionEffect> waiting = new ArrayDeque<>();
  private boolean blocked;

  RequesterDesk(
      SimulatedPeer peer,
      JobId job,
      Auction auction,
      Disk disk,
      RequesterHands hands,
      Safety safety) {
    this.peer = peer;
    this.job = job;
    this.auction = auction;
    this.disk = disk;
    this.hands = hands;
    this.safety = safety;
    this.life = peer.life();
  }

  Auction auction() {
    return auction;
  }

  void handle(AuctionEvent event) {
    List<AuctionEffect> effects = auction.handle(event, peer.clock());
    safety.auctionStepped(peer, job, event, effects);
    for (AuctionEffect effect : acknowledgementsLast(effects)) {
      peer.log(() -> "  " + effect);
      waiting.add(effect);
    }
    carryOut();
  }

  /** A worker may forget its result only when the requester has it. */
  private static List<AuctionEffect> acknowledgementsLast(List<AuctionEffect> effects) {
    return effects.stream()
        .sorted(
            (one, other) ->
                Boolean.compare(
                    one instanceof AuctionEffect.AcknowledgeResult,
                    other instanceof AuctionEffect.AcknowledgeResult))
        .toList();
  }

  private void carryOut() {
    while (!blocked && !waiting.isEmpty()) {
      switch (waiting.remove()) {
        case AuctionEffect.RecordEvent(JobEvent event) ->
            write(event, event instanceof JobEvent.Awarded);
        case AuctionEffect.Conclude(var outcome, var _) ->
            write(new JobEvent.Concluded(job, peer.clock(), outcome), true);
        case AuctionEffect other -> hands.carryOut(other);
      }
    }
  }

  private void write(JobEvent event, boolean wait) {
    blocked = wait;
    disk.write(
        event,
        () -> {
          if (wait && peer.life() == life) {
            blocked = false;
            carryOut();
          }
        });
  }
}
