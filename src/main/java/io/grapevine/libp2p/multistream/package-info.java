/**
 * Agreement on the protocol of a stream or of a connection's next layer: multistream-select 1.0.0
 * (libp2p specification "connections", section on protocol negotiation) without any IO. One side is
 * a {@link io.grapevine.libp2p.multistream.MultistreamDialer}, the other a {@link
 * io.grapevine.libp2p.multistream.MultistreamResponder}; both take bytes as they come, answer with
 * a {@link io.grapevine.libp2p.multistream.Negotiation}, and never touch a byte behind the
 * negotiation.
 */
@NullMarked
package io.grapevine.libp2p.multistream;

import org.jspecify.annotations.NullMarked;
