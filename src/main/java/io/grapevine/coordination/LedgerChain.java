package io.grapevine.coordination;

import io.grapevine.job.Digest;
import io.grapevine.job.SignedOutcome;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How the entries of a ledger hang together. The hash of an entry is the SHA-256 digest of these 95
 * bytes: the 19 ASCII characters {@code grapevine-ledger-1} and a line feed; the hash of the entry
 * before, 32 bytes; the sequence number, 8 bytes, most significant first; the place of the outcome
 * in its envelope, 4 bytes, most significant first; the SHA-256 digest of the envelope as it was
 * heard, 32 bytes.
 */
public final class LedgerChain {
  /** What stands for the hash before the first entry: 32 zero bytes. */
  public static final Digest GENESIS = new Digest("0".repeat(2 * Digest.SIZE_BYTES));

  private static final byte[] PURPOSE = "grapevine-ledger-1\n".getBytes(StandardCharsets.US_ASCII);

  private LedgerChain() {}

  /**
   * The hash of an entry.
   *
   * @param envelope digest of the envelope in which the outcome came
   */
  public static Digest hash(Digest previous, long sequence, int place, Digest envelope) {
    byte[] linked =
        ByteBuffer.allocate(PURPOSE.length + 2 * Digest.SIZE_BYTES + Long.BYTES + Integer.BYTES)
            .put(PURPOSE)
            .put(previous.toBytes())
            .putLong(sequence)
            .putInt(place)
            .put(envelope.toBytes())
            .array();
    return Digest.of(linked);
  }

  /** Whether the hash of an entry is what it must be after this one before it. */
  static boolean follows(LedgerEntry entry, Digest previous) {
    SignedOutcome signed = entry.signed();
    return entry.previous().equals(previous)
        && entry
            .hash()
            .equals(
                hash(
                    previous,
                    entry.sequence(),
                    signed.place(),
                    Digest.of(signed.envelope().array())));
  }
}
