package io.grapevine.coordination;

/**
 * Figures of a ledger.
 *
 * @param entries kept
 * @param conflicting entries that were appended since the start: requesters that stated two
 *     outcomes of a job
 * @param dropped outcomes since the start that were not appended, since they came faster than the
 *     ledger could be written
 * @param unchecked entries at whose receipts nobody has looked yet
 * @param forged entries that were found since the start to hold a receipt that its worker did not
 *     sign
 */
public record LedgerFigures(
    long entries, long conflicting, long dropped, long unchecked, long forged) {}
