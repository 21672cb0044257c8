/**
 * What single operations cost, measured by JMH: signatures and encryption by the libraries that
 * there are, variable-length integers, and the codec of gossip. Compiled in the profile {@code
 * benchmark} only, as JMH generates code for it.
 */
@NullMarked
package io.grapevine.benchmark.primitives;

import org.jspecify.annotations.NullMarked;
