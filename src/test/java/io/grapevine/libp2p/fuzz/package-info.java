/**
 * Fuzzing of everything that takes bytes from a stranger. A {@link
 * io.grapevine.libp2p.fuzz.FuzzTarget} states what must hold for any input; {@link
 * io.grapevine.libp2p.fuzz.FuzzTargets} lists them (those of package-private decoders live beside
 * their decoder). The same targets run in two ways: in the tests, over the seeds of the resource
 * folder {@code fuzz} and some thousand mutations of them, and for long under Jazzer, guided by
 * coverage, through {@link io.grapevine.libp2p.fuzz.FuzzRun}. The page {@code docs/fuzzing.md} has
 * the commands.
 */
@NullMarked
package io.grapevine.libp2p.fuzz;

import org.jspecify.annotations.NullMarked;
