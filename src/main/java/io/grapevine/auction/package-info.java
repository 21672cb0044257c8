/**
 * The requester's side of one job as a pure state machine. {@link
 * io.grapevine.auction.AuctionEvent} goes in with the time, {@link
 * io.grapevine.auction.AuctionEffect} comes out; {@link io.grapevine.auction.AuctionConfig} bounds
 * it and {@link io.grapevine.auction.Ranking} orders the bids, which {@link
 * io.grapevine.auction.BidRegistry} keeps.
 */
@NullMarked
package io.grapevine.auction;

import org.jspecify.annotations.NullMarked;
