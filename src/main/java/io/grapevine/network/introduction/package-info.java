/**
 * Whom to dial of all the peers that announce themselves. {@link
 * io.grapevine.network.introduction.Acquaintances} is told who was heard of ({@link
 * io.grapevine.network.introduction.Introduction}), how this peer is connected ({@link
 * io.grapevine.network.introduction.Surroundings}) and the time, and answers with the dials that
 * are to be made now; it has no clock, thread or socket. {@link
 * io.grapevine.network.introduction.AddressScope} says which of the addresses that strangers claim
 * are dialled at all.
 */
@NullMarked
package io.grapevine.network.introduction;

import org.jspecify.annotations.NullMarked;
