package io.grapevine.coordination;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.job.AttemptId;
import io.grapevine.job.JobEvent;
import io.grapevine.job.Offer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Carries out what auctions want done, in their order and no earlier than the journal allows: only
 * when the outcome is durable may the worker forget its result and does the world hear of it. A
 * worker is dialled while its award is being written, for it begins nothing without the payload;
 * {@link Lot#awarded} sees to it that no payload follows an award that may yet be lost. For the
 * loop thread only.
 */
final class AuctionHands {
  private final AuctionNetwork network;
  private final InstantSource clock;
  private final Consumer<Lot> onOver;
  private boolean offering = true;

  /**
   * @param onOver told of a job whose outcome is durable and told
   */
  AuctionHands(AuctionNetwork network, InstantSource clock, Consumer<Lot> onOver) {
    this.network = network;
    this.clock = clock;
    this.onOver = onOver;
  }

  /** Publishes no more offers from now on. */
  void stopOffering() {
    offering = false;
  }

  /** Of a job that is not in the journal yet, nothing but its offer leaves. */
  void anticipate(Anticipation anticipation, List<AuctionEffect> effects) {
    for (AuctionEffect effect : effects) {
      if (!(effect instanceof AuctionEffect.PublishOffer(Offer offer))) {
        anticipation.hold(effect);
      } else if (offering) {
        network.publishOffer(offer);
      }
    }
  }

  /** Acknowledgements go last: a worker may forget its result only when the journal has it. */
  void carryOut(Lot lot, List<AuctionEffect> effects) {
    List<AuctionEffect.AcknowledgeResult> last = new ArrayList<>(1);
    for (AuctionEffect effect : effects) {
      if (effect instanceof AuctionEffect.AcknowledgeResult acknowledge) {
        last.add(acknowledge);
      } else {
        carryOut(lot, effect);
      }
    }
    last.forEach(effect -> carryOut(lot, effect));
    if (!effects.isEmpty() && lot.auction().isOver()) {
      lot.line().then(() -> onOver.accept(lot));
    }
  }

  private void carryOut(Lot lot, AuctionEffect effect) {
    JobLine line = lot.line();
    switch (effect) {
      case AuctionEffect.PublishOffer publish -> {
        if (offering) {
          line.then(() -> network.publishOffer(publish.offer()));
        }
      }
      case AuctionEffect.Dial dial -> line.then(() -> dial(lot, dial));
      case AuctionEffect.SendPayload send ->
          lot.onceDurable(send.attempt(), () -> sendPayload(lot, send.attempt()));
      case AuctionEffect.AbandonAttempt abandon -> {
        if (!line.isClear()) {
          lot.calledOff().add(abandon.attempt());
        }
        line.then(
            () -> {
              lot.calledOff().remove(abandon.attempt());
              network.abandon(abandon.attempt(), abandon.reason());
            });
      }
      case AuctionEffect.RejectBid reject -> line.then(() -> network.rejectBid(reject.bid()));
      case AuctionEffect.AcknowledgeResult acknowledge ->
          line.then(() -> network.acknowledge(acknowledge.attempt()));
      case AuctionEffect.RecordEvent entry -> {
        lot.note(entry.event());
        line.write(entry.event(), null);
        if (entry.event() instanceof JobEvent.Awarded awarded) {
          lot.awarded(awarded.attempt());
        }
      }
      case AuctionEffect.Conclude conclude -> {
        JobEvent over = new JobEvent.Concluded(lot.id(), clock.instant(), conclude.outcome());
        line.write(over, conclude.result());
        line.fence();
        line.then(() -> network.publishOutcome(conclude.outcome()));
      }
    }
  }

  /** An attempt that was given up while its award was being written begins nothing. */
  private void sendPayload(Lot lot, AttemptId attempt) {
    if (!lot.calledOff().contains(attempt)) {
      network.sendPayload(attempt, lot.spec().payload());
    }
  }

  /** An attempt that was given up before it could be dialled never is. */
  private void dial(Lot lot, AuctionEffect.Dial dial) {
    if (!lot.calledOff().contains(dial.attempt())) {
      network.dial(dial, lot.spec());
    }
  }
}
