/**
 * Attacks on a small network of real peers over loopback. {@link io.grapevine.libp2p.attack.Arena}
 * is the network and the judge: while an attack runs, honest messages go on, and afterwards every
 * one of them must have arrived everywhere, the heap must be flat, no thread may be left and the
 * attacker's claims must have been turned away. The attackers come in three kinds: plain sockets
 * ({@link io.grapevine.libp2p.attack.Drip}), {@link io.grapevine.libp2p.attack.RawConnection},
 * which writes Yamux frames by hand behind a real Noise handshake, and {@link
 * io.grapevine.libp2p.attack.BarePeer}, which has streams but speaks every protocol on them by
 * hand.
 */
@NullMarked
package io.grapevine.libp2p.attack;

import org.jspecify.annotations.NullMarked;
