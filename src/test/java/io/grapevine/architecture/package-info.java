/** The shape of the code as tests: which package may see which, and what a pure core may not do. */
@NullMarked
package io.grapevine.architecture;

import org.jspecify.annotations.NullMarked;
