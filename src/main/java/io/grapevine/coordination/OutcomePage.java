package io.grapevine.coordination;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list of outcomes, the newest first.
 *
 * @param next to be passed as {@link OutcomeQuery#before} for the next page; absent on the last one
 */
public record OutcomePage(List<LedgerEntry> outcomes, @Nullable Long next) {}
