package io.grapevine.network;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.coordination.NetworkEvents;
import io.grapevine.job.Announcement;
import io.grapevine.job.Bytes;
import io.grapevine.job.Offer;
import io.grapevine.job.Outcome;
import io.grapevine.job.SignedOutcome;
import io.grapevine.job.WorkType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this peer gossips. Signing and handing over take a moment, so that is done on virtual
 * threads; and they are what a message costs here and at every peer that hears it, so offers and
 * outcomes that come fast share one.
 */
final class GossipVoice {
  private static final Logger LOG = LoggerFactory.getLogger(GossipVoice.class);

  /** Longest wait at the end for what is still to be said. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  /** Where offers come several at a time, one that comes soon after others waits for company. */
  private static final Duration OFFER_PACE = Duration.ofMillis(2);

  /** Nobody waits for an outcome, so it may wait a little longer. */
  private static final Duration OUTCOME_PACE = Duration.ofMillis(20);

  private final PeerNetwork network;
  private final Set<WorkType> ownTypes;
  private final NetworkEvents events;
  private final Introducer introducer;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("grapevine-voice-", 0).factory());

  private final Bundler<Offer> offers =
      new Bundler<>(threads, OFFER_PACE, 2, bundle -> guarded("offers", () -> say(bundle)));
  private final Bundler<Outcome> outcomes =
      new Bundler<>(threads, OUTCOME_PACE, 1, bundle -> guarded("outcomes", () -> tell(bundle)));

  GossipVoice(
      PeerNetwork network, Set<WorkType> ownTypes, NetworkEvents events, Introducer introducer) {
    this.network = network;
    this.ownTypes = ownTypes;
    this.events = events;
    this.introducer = introducer;
  }

  /** Gossips an offer, to this peer's own worker too, and tells the auction how many got it. */
  void publish(Offer offer) {
    if (!offers.add(offer)) {
      LOG.debug("offer {} cannot be gossiped now", offer.id());
      tellAuction(offer, 0, 0);
    }
  }

  /** Signs an outcome, hears it here and gossips it. */
  void publish(Outcome outcome) {
    if (!outcomes.add(outcome)) {
      LOG.warn("the outcome of job {} is not gossiped: too many wait", outcome.job());
    }
  }

  void publish(Announcement announcement) {
    try {
      threads.execute(
          () ->
              guarded(
                  "an announcement",
                  () ->
                      network.publish(
                          Topics.PEERS,
                          AnnouncementCodec.encode(announcement, network.signedRecord()))));
    } catch (RejectedExecutionException closed) {
      LOG.debug("an announcement comes too late to be gossiped", closed);
    }
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

  private void say(List<Offer> bundle) {
    Map<WorkType, List<Offer>> byType = new LinkedHashMap<>();
    for (Offer offer : bundle) {
      byType.computeIfAbsent(offer.type(), _ -> new ArrayList<>()).add(offer);
    }
    byType.forEach(this::say);
  }

  private void say(WorkType type, List<Offer> alike) {
    int own = ownTypes.contains(type) ? 1 : 0;
    int recipients = own;
    int capable = own;
    if (own == 1) {
      alike.forEach(events::offerHeard);
    }
    introducer.asked(type);
    try {
      String topic = Topics.offers(type);
      int reached = Integer.MAX_VALUE;
      for (byte[] message : OfferCodec.encode(alike, network.signedRecord())) {
        reached = Math.min(reached, network.publish(topic, message));
      }
      recipients += reached;
      capable += network.subscribers(topic).size();
    } catch (IllegalStateException failure) {
      LOG.warn("offers of {} could not be gossiped", type, failure);
    }
    for (Offer offer : alike) {
      tellAuction(offer, recipients, Math.max(recipients, capable));
    }
  }

  private void tellAuction(Offer offer, int recipients, int capable) {
    events.auctionEvent(
        offer.id().job(), new AuctionEvent.OfferPublished(offer.id(), recipients, capable));
  }

  private void tell(List<Outcome> bundle) {
    List<SignedOutcome> signed = OutcomeCodec.seal(network.keyPair(), bundle);
    int from = 0;
    while (from < signed.size()) {
      Bytes envelope = signed.get(from).envelope();
      int to = from + 1;
      while (to < signed.size() && signed.get(to).place() > 0) {
        to++;
      }
      events.outcomesHeard(List.copyOf(signed.subList(from, to)));
      network.publish(Topics.OUTCOMES, envelope.array());
      from = to;
    }
  }

  private static void guarded(String what, Runnable saying) {
    try {
      saying.run();
    } catch (RuntimeException failure) {
      LOG.warn("{} could not be gossiped", what, failure);
    }
  }
}
