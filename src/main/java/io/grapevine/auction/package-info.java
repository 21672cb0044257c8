/**
 * The requester's side of one job as a pure state machine. {@link
 * io.grapevine.auction.AuctionEvent} goes in with the time, {@link
 * io.grapevine.auction.AuctionEffect} comes out; {@link io.grapevine.auction.AuctionConfig} bounds
 * it and {@link io.grapevine.auction.Ranking} orders the bids, which {@link
 * io.grapevine.auction.BidRegistry} keeps. {@link io.grapevine.auction.Auction} chooses workers,
 * {@link io.grapevine.auction.Solicitation} announces offers and collects answers, {@link
 * io.grapevine.auction.Pursuit} follows attempts, {@link io.grapevine.auction.Dialling} reaches
 * their workers, again if need be, {@link io.grapevine.auction.Resumption} goes on from a history,
 * and {@link io.grapevine.auction.Stage} is the one place where the state changes, along the arrows
 * of {@link io.grapevine.auction.Phase}. {@link io.grapevine.auction.BatchPool} finds workers for
 * all shares of a batch by one offer, and answers their auctions in place of gossip.
 */
@NullMarked
package io.grapevine.auction;

import org.jspecify.annotations.NullMarked;
