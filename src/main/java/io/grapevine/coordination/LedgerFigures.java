package io.grapevine.coordination;

/**
 * Figures of a ledger.
 *
 * @param entries kept
 * @param conflicting entries that were appended since the start: requesters that stated two
 *     outcomes of a job
 * @param dropped outcomes since the start that were not appended, since they came faster than the
 *     ledger could be written
 */
public record LedgerFigures(long entries, long conflicting, long dropped) {}
