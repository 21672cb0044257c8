/**
 * Self-describing encodings that every other libp2p package speaks: unsigned varint and
 * length-prefixed frames, base58, base36 and base32 text, multihash and multiaddr. Pure functions
 * and values over bytes; each decoder takes bytes from a stranger, compares every length with a
 * limit before it allocates, and answers anything wrong with a {@link
 * io.grapevine.libp2p.multiformats.MalformedException}.
 */
@NullMarked
package io.grapevine.libp2p.multiformats;

import org.jspecify.annotations.NullMarked;
