package io.grapevine.simulation;

import io.grapevine.auction.Auction;
import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import io.grapevine.job.AttemptId;
import io.grapevine.job.JobEvent;
import io.grapevine.job.JobId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One job at its requester, in one life of that: its auction, and what waits for the disk. The
 * offer goes out while the job is being written, but what comes of it waits. A worker is dialled
 * while its award is being written, but the payload leaves, and the auction hears of the
 * confirmation, only when the award is on the disk; and nobody hears of the end of a job before
 * that is.
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

  /** Attempts whose award is not on the disk, with what is to happen when it is. */
  private final Map<AttemptId, List<AuctionEvent>> unwritten = new LinkedHashMap<>();

  /** A payload whose award is not on the disk, and what is to be done after it. */
  private final Deque<AuctionEffect> held = new ArrayDeque<>();

  private final List<AuctionEvent> early = new ArrayList<>();
  private boolean anticipated;
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

  /** The job is not on the disk yet: nothing but its offer leaves. */
  void anticipate() {
    anticipated = true;
  }

  /** The job is on the disk. */
  void confirm() {
    anticipated = false;
    carryOut();
    early.forEach(this::handle);
    // It may have been due while nothing was to be done about it.
    peer.tellAuction(job, new AuctionEvent.DeadlineReached());
  }

  boolean isAnticipated() {
    return anticipated;
  }

  void handle(AuctionEvent event) {
    if (anticipated && !(event instanceof AuctionEvent.Opened)) {
      early.add(event);
      return;
    }
    if (event instanceof AuctionEvent.AwardConfirmed(AttemptId attempt)
        && unwritten.containsKey(attempt)) {
      unwritten.get(attempt).add(event);
      return;
    }
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
      if (anticipated && !(waiting.peek() instanceof AuctionEffect.PublishOffer)) {
        return;
      }
      switch (waiting.remove()) {
        case AuctionEffect.RecordEvent(JobEvent.Awarded awarded) -> award(awarded);
        case AuctionEffect.RecordEvent(JobEvent event) -> disk.write(event, () -> {});
        case AuctionEffect.Conclude(var outcome, var _) ->
            conclude(new JobEvent.Concluded(job, peer.clock(), outcome));
        case AuctionEffect other -> {
          held.add(other);
          doHeld();
        }
      }
    }
  }

  private void doHeld() {
    while (!held.isEmpty() && !waitsForDisk(held.peek())) {
      AuctionEffect next = held.remove();
      if (isCalledOff(next)) {
        continue;
      }
      if (next instanceof AuctionEffect.SendPayload(AttemptId attempt)) {
        safety.paid(attempt);
      }
      hands.carryOut(next);
    }
  }

  private boolean waitsForDisk(AuctionEffect effect) {
    return effect instanceof AuctionEffect.SendPayload(AttemptId attempt)
        && unwritten.containsKey(attempt);
  }

  /** An attempt that was given up meanwhile is neither dialled nor begun. */
  private boolean isCalledOff(AuctionEffect effect) {
    return switch (effect) {
      case AuctionEffect.Dial dial -> isGivenUp(dial.attempt());
      case AuctionEffect.SendPayload(AttemptId attempt) -> isGivenUp(attempt);
      default -> false;
    };
  }

  private boolean isGivenUp(AttemptId attempt) {
    return held.stream()
        .anyMatch(
            later ->
                later instanceof AuctionEffect.AbandonAttempt abandon
                    && abandon.attempt().equals(attempt));
  }

  private void award(JobEvent.Awarded awarded) {
    unwritten.put(awarded.attempt(), new ArrayList<>());
    write(
        awarded,
        () -> {
          List<AuctionEvent> late = unwritten.remove(awarded.attempt());
          doHeld();
          late.forEach(event -> peer.tellAuction(job, event));
        });
  }

  private void conclude(JobEvent.Concluded over) {
    blocked = true;
    write(
        over,
        () -> {
          blocked = false;
          carryOut();
        });
  }

  private void write(JobEvent event, Runnable then) {
    disk.write(
        event,
        () -> {
          if (peer.life() == life) {
            then.run();
          }
        });
  }
}
