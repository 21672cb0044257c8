/**
 * Yamux as a pure state machine (core): {@link io.grapevine.libp2p.yamux.YamuxSession} takes
 * received bytes and returns events, takes what streams want to send and fills buffers with frames.
 * It owns all stream state and all window arithmetic, and it knows no socket, clock or thread;
 * whoever drives it must call it from one thread at a time. Source: the Yamux specification of
 * libp2p ({@code /yamux/1.0.0}).
 */
@NullMarked
package io.grapevine.libp2p.yamux;

import org.jspecify.annotations.NullMarked;
