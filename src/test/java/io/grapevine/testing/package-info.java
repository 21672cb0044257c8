/**
 * Tools for tests of every package: the runner for properties over random values, samples of jobs,
 * options of benchmarks and simulations.
 */
@NullMarked
package io.grapevine.testing;

import org.jspecify.annotations.NullMarked;
