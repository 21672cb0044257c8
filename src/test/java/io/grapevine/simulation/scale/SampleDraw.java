package io.grapevine.simulation.scale;

import io.grapevine.job.Offer;
import io.grapevine.job.OfferId;
import java.util.UUID;
import java.util.function.IntConsumer;

/**
 * Finds the workers that are in the sample of an offer among thousands: the hash of {@link
 * io.grapevine.job.Sampling}, of which all that the workers' ids have in common is computed once.
 * Their ids are {@link io.grapevine.testing.JobSamples#peer}: two bytes, the number in four, and 32
 * zeros, each of which only multiplies.
 */
final class SampleDraw {
  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final int HEADER = 36;
  private static final long TAIL = power(32);

  private SampleDraw() {}

  static void forEach(Offer offer, int workers, IntConsumer found) {
    long common = common(offer.id());
    for (int worker = 0; worker < workers; worker++) {
      long hash = finish(absorb(common, worker, Integer.BYTES) * TAIL);
      if (Long.remainderUnsigned(hash, Offer.SAMPLE_ALL) < offer.samplingRate()) {
        found.accept(worker);
      }
    }
  }

  private static long common(OfferId offer) {
    UUID job = offer.job().value();
    long hash = absorb(BASIS, job.getMostSignificantBits(), Long.BYTES);
    hash = absorb(hash, job.getLeastSignificantBits(), Long.BYTES);
    hash = absorb(hash, offer.round(), Integer.BYTES);
    return absorb(hash, HEADER, Short.BYTES);
  }

  private static long absorb(long hash, long value, int size) {
    long next = hash;
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
      next = (next ^ (value >>> shift & 0xff)) * PRIME;
    }
    return next;
  }

  private static long finish(long hash) {
    long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ mixed >>> 33;
  }

  private static long power(int exponent) {
    long power = 1;
    for (int factor = 0; factor < exponent; factor++) {
      power *= PRIME;
    }
    return power;
  }
}
