package io.grapevine.coordination;

import io.grapevine.auction.AuctionEffect;
import io.grapevine.auction.AuctionEvent;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits until a job is in the journal. Its offer goes out meanwhile, since a bid holds a slot
 * only for a moment, and it does no harm if the job is lost; everything else that its auction wants
 * and hears is held back. For the loop thread only.
 */
final class Anticipation {
  /** Most events that are held back; an offer is answered by fewer. */
  private static final int EVENTS_MAX = 1_000;

  private final List<AuctionEffect> effects = new ArrayList<>();
  private final List<AuctionEvent> events = new ArrayList<>();

  /** Something is to be done when the job is in the journal. */
  void hold(AuctionEffect effect) {
    effects.add(effect);
  }

  /**
   * The auction is to hear of something when the job is in the journal.
   *
   * @return false if it never will
   */
  boolean hold(AuctionEvent event) {
    return events.size() < EVENTS_MAX && events.add(event);
  }

  /** What the auction wanted. */
  List<AuctionEffect> effects() {
    return List.copyOf(effects);
  }

  /** What it is to hear, in this order and after its wishes were met. */
  List<AuctionEvent> events() {
    return List.copyOf(events);
  }
}
