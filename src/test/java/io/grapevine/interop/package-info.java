/**
 * Live interoperability with other people's libp2p: programs of ours around js-libp2p and go-libp2p
 * (src/test/interop) that {@link io.grapevine.interop.PeerProcess} starts and steers. One suite
 * each for connections, streams and gossip runs against both kinds, and a mesh mixes all three.
 * Where a kind cannot run, its tests are skipped and say why.
 */
@NullMarked
package io.grapevine.interop;

import org.jspecify.annotations.NullMarked;
