/** The one value that every layer shares: the id of a peer, derived from its public key. */
@NullMarked
package io.grapevine.libp2p.peer;

import org.jspecify.annotations.NullMarked;
