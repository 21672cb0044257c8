/** The entry point of the service; everything else is in the packages below. */
@NullMarked
package io.grapevine;

import org.jspecify.annotations.NullMarked;
