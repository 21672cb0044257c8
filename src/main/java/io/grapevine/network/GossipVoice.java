package io.grapevine.network;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.Announcement;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this peer gossips. Signing and handing over take a moment, so each message has a virtual
 * thread; there is one offer and one outcome per active job at most.
 */
final class GossipVoice {
  private static final Logger LOG = LoggerFactory.getLogger(GossipVoice.class);

  /** Longest wait at the end for what is still to be said. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private final PeerNetwork network;
  private final Set<WorkType> ownTypes;
  private final NetworkEvents events;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grapevine-voice-", 0).factory());

  GossipVoice(PeerNetwork network, Set<WorkType> ownTypes, NetworkEvents events) {
    this.network = network;
    this.ownTypes = ownTypes;
    this.events = events;
  }

  /** Gossips an offer, to this peer's own worker too, and tells the auction how many got it. */
  void publish(Offer offer) {
    say("an offer", () -> tellRecipients(offer));
  }

  /** Signs an outcome, hears it here and gossips it. */
  void publish(Outcome outcome) {
    say(
        "an outcome",
        () -> {
          SignedOutcome signed = OutcomeCodec.seal(network.keyPair(), outcome);
          events.outcomeHeard(signed);
          network.publish(Topics.OUTCOMES, signed.envelope().array());
        });
  }

  void publish(Announcement announcement) {
    say(
        "an announcement",
        () -> network.publish(Topics.PEERS, AnnouncementCodec.encode(announcement)));
  }

  void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      threads.shutdownNow();
    }
  }

  private void tellRecipients(Offer offer) {
    int own = ownTypes.contains(offer.type()) ? 1 : 0;
    int recipients = own;
    int capable = own;
    if (own == 1) {
      events.offerHeard(offer);
    }
    try {
      String topic = Topics.offers(offer.type());
      byte[] message = OfferCodec.encode(offer, network.signedRecord());
      recipients += network.publish(topic, message);
      capable += network.subscribers(topic);
    } catch (IllegalStateException failure) {
      LOG.warn("offer {} could not be gossiped", offer.id(), failure);
    }
    events.auctionEvent(
        offer.id().job(),
        new AuctionEvent.OfferPublished(offer.id(), recipients, Math.max(recipients, capable)));
  }

  private void say(String what, Runnable saying) {
    try {
      threads.execute(
          () -> {
            try {
              saying.run();
            } catch (RuntimeException failure) {
              LOG.warn("{} could not be gossiped", what, failure);
            }
          });
    } catch (RejectedExecutionException closed) {
      LOG.debug("{} comes too late to be gossiped", what, closed);
    }
  }
}
