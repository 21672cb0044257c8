package io.grapevine.network;

import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.network.introduction.IntroductionConfig;
import java.time.Duration;
import java.util.Set;

/**
 * Bounds of what this peer exchanges with others.
 *
 * @param payloadSizeMax largest payload that is taken in, in bytes
 * @param resultSizeMax largest result that is taken in, in bytes
 * @param bidDial longest wait for a stream that carries bids
 * @param bidsQueued answers that may wait for one peer; further ones are dropped
 * @param bidPeersMax peers to which answers are under way at once; those to others are dropped
 * @param bidIdle after which a stream that carries no more answers is closed
 * @param bidsPerSecond answers that one peer may send; faster ones wait on its own stream
 * @param awardWait longest wait for the award on a stream that a requester opened
 * @param workStreamsPerPeer attempts that one requester may have here at once
 * @param incomingAttemptsMax attempts of all requesters here at once
 * @param allowedWorkers who may do work for this peer; empty means anybody
 * @param introductions bounds of dialling peers that announce themselves
 */
public record NetworkConfig(
    int payloadSizeMax,
    int resultSizeMax,
    Duration bidDial,
    int bidsQueued,
    int bidPeersMax,
    Duration bidIdle,
    int bidsPerSecond,
    Duration awardWait,
    int workStreamsPerPeer,
    int incomingAttemptsMax,
    Set<PeerId> allowedWorkers,
    IntroductionConfig introductions) {

  /**
   * @throws IllegalArgumentException with a readable sentence if a value is out of range
   */
  public NetworkConfig {
    allowedWorkers = Set.copyOf(allowedWorkers);
    requireCount(payloadSizeMax, "payload size");
    requireCount(resultSizeMax, "result size");
    requireCount(bidsQueued, "queue of bids");
    requireCount(bidPeersMax, "number of peers that are answered");
    requireCount(bidsPerSecond, "rate of bids");
    requireCount(workStreamsPerPeer, "number of work streams per peer");
    requireCount(incomingAttemptsMax, "number of attempts");
    requirePositive(bidDial, "wait for a bid stream");
    requirePositive(bidIdle, "life of an idle bid stream");
    requirePositive(awardWait, "wait for an award");
  }

  /** The values with which a peer starts when nothing is configured. */
  public static NetworkConfig defaults() {
    return new NetworkConfig(
        8 << 20,
        16 << 20,
        Duration.ofSeconds(3),
        256,
        1_024,
        Duration.ofSeconds(60),
        5_000,
        Duration.ofSeconds(10),
        256,
        1_024,
        Set.of(),
        IntroductionConfig.defaults());
  }

  /** The same with other sizes of what is taken in, in bytes. */
  public NetworkConfig taking(int payloadMax, int resultMax) {
    return new NetworkConfig(
        payloadMax,
        resultMax,
        bidDial,
        bidsQueued,
        bidPeersMax,
        bidIdle,
        bidsPerSecond,
        awardWait,
        workStreamsPerPeer,
        incomingAttemptsMax,
        allowedWorkers,
        introductions);
  }

  /** The same with other workers; nobody named means anybody. */
  public NetworkConfig allowing(Set<PeerId> workers) {
    return new NetworkConfig(
        payloadSizeMax,
        resultSizeMax,
        bidDial,
        bidsQueued,
        bidPeersMax,
        bidIdle,
        bidsPerSecond,
        awardWait,
        workStreamsPerPeer,
        incomingAttemptsMax,
        workers,
        introductions);
  }

  /** The same with other bounds of dialling peers that announce themselves. */
  public NetworkConfig introducedBy(IntroductionConfig other) {
    return new NetworkConfig(
        payloadSizeMax,
        resultSizeMax,
        bidDial,
        bidsQueued,
        bidPeersMax,
        bidIdle,
        bidsPerSecond,
        awardWait,
        workStreamsPerPeer,
        incomingAttemptsMax,
        allowedWorkers,
        other);
  }

  private static void requireCount(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException("the " + name + " is at least 1");
    }
  }

  private static void requirePositive(Duration value, String name) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException("the " + name + " is positive");
    }
  }
}
