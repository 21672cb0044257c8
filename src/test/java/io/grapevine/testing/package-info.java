/** Tools for tests of every package: the runner for properties over random values. */
@NullMarked
package io.grapevine.testing;

import org.jspecify.annotations.NullMarked;
