/**
 * Does the work. A work type is one class that implements {@link
 * io.grapevine.execution.WorkHandler}; {@link io.grapevine.execution.HandlerCatalog} knows them all
 * and checks payloads against their schemas; {@link io.grapevine.execution.VirtualThreadRunner}
 * runs each attempt on a virtual thread of its own, within its time, and reports how it ended
 * exactly once. The built-in types are in the packages {@code echo}, {@code scrape} and {@code
 * http}.
 */
@NullMarked
package io.grapevine.execution;

import org.jspecify.annotations.NullMarked;
