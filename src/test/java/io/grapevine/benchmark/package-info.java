/** Benchmarks, each a main class that prints its figures; none is part of the tests. */
@NullMarked
package io.grapevine.benchmark;

import org.jspecify.annotations.NullMarked;
