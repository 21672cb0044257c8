/**
 * Keeps a host connected. {@link io.grapevine.libp2p.discovery.Discovery} gathers candidates from
 * configured addresses, from DNS names that it resolves again and again, from mDNS on the local
 * network and from the peers that the host has known, and dials them. Whom to dial and when is
 * decided by a table that is told the time and never waits ({@code DialTable}, {@code Backoff});
 * names, the local network and the host itself stand behind small interfaces.
 */
@NullMarked
package io.grapevine.libp2p.discovery;

import org.jspecify.annotations.NullMarked;
