/** The built-in work type {@code echo}, for trying a network out. */
@NullMarked
package io.grapevine.execution.echo;

import org.jspecify.annotations.NullMarked;
