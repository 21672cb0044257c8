/**
 * Keys of peers and what is signed with them. {@link io.grapevine.libp2p.identity.KeyPair} is our
 * own Ed25519 identity, kept in a {@link io.grapevine.libp2p.identity.KeyFile}; {@link
 * io.grapevine.libp2p.identity.PublicKey} is anybody's, of the types Ed25519, RSA and ECDSA on
 * P-256; {@link io.grapevine.libp2p.identity.SignedEnvelope} and {@link
 * io.grapevine.libp2p.identity.PeerRecord} carry statements of a peer past third parties.
 * Signatures come from BouncyCastle's lightweight API, which is many times faster than the JDK's;
 * the JDK steps in where BouncyCastle is missing.
 */
@NullMarked
package io.grapevine.libp2p.identity;

import org.jspecify.annotations.NullMarked;
