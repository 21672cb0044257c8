package io.grapevine.job;

import io.grapevine.libp2p.peer.PeerId;
import java.util.UUID;

/**
 * Decides which peers may answer an offer, so that a job costs a bounded number of bids however
 * many peers could do it. Both sides reach the same verdict from what both know, hence a requester
 * can check a bidder.
 *
 * <p>The hash is 64-bit FNV-1a over the 16 bytes of the job id, the 4 big-endian bytes of the salt
 * and the binary peer id, followed by the finaliser of MurmurHash3. It spreads evenly and is not
 * meant to withstand an adversary: a peer that picks its own key can pick its own samples.
 */
public final class Sampling {
  private static final long FNV_OFFSET_BASIS = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  /** Each wider sample holds so many times as many as the one before. */
  public static final int WIDENING = 4;

  private Sampling() {}

  /** Whether the peer is in the sample of this round. */
  public static boolean includes(OfferId offer, int samplingRate, PeerId peer) {
    return Long.remainderUnsigned(hash(offer.job(), offer.round(), peer), Offer.SAMPLE_ALL)
        < samplingRate;
  }

  /**
   * The rate at which so many answers are to be expected, never below 1 in 1 000 000.
   *
   * @param capable peers that could answer, 0 if that is not known
   */
  public static int rateFor(int answers, int capable) {
    long rate = Math.ceilDiv((long) Offer.SAMPLE_ALL * answers, (long) Math.max(capable, 1));
    return Math.clamp(rate, 1, Offer.SAMPLE_ALL);
  }

  /** The rate of the round that follows one of this rate. */
  public static int widened(int samplingRate) {
    return Math.min(Offer.SAMPLE_ALL, samplingRate * WIDENING);
  }

  /** How many of the capable peers a sample of this rate holds on average, rounded up. */
  public static int expected(int capable, int samplingRate) {
    return (int) Math.ceilDiv((long) capable * samplingRate, (long) Offer.SAMPLE_ALL);
  }

  /** An even 64-bit hash of job and peer; different salts give independent values. */
  public static long hash(JobId job, int salt, PeerId peer) {
    UUID id = job.value();
    long hash = FNV_OFFSET_BASIS;
    hash = absorb(hash, id.getMostSignificantBits(), Long.BYTES);
    hash = absorb(hash, id.getLeastSignificantBits(), Long.BYTES);
    hash = absorb(hash, salt, Integer.BYTES);
    for (byte octet : peer.toBytes()) {
      hash = absorb(hash, octet, 1);
    }
    return finish(hash);
  }

  private static long absorb(long hash, long value, int size) {
    long next = hash;
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      next = (next ^ (value >>> shift & 0xff)) * FNV_PRIME;
    }
    return next;
  }

  private static long finish(long hash) {
    long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }
}
