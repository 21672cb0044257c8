/**
 * The secure channel: {@code Noise_XX_25519_ChaChaPoly_SHA256} with the payload of libp2p (libp2p
 * specification "noise-libp2p", Noise Protocol Framework revision 34). {@link
 * io.grapevine.libp2p.noise.NoiseHandshake} is a state machine over whole messages without any IO;
 * it proves who the other peer is, may agree on a multiplexer on the way, and ends in a {@link
 * io.grapevine.libp2p.noise.NoiseSession} with one {@link io.grapevine.libp2p.noise.CipherState}
 * per direction. The driver puts each message behind its length of two bytes, big-endian.
 */
@NullMarked
package io.grapevine.libp2p.noise;

import org.jspecify.annotations.NullMarked;
