package io.grapevine.libp2p.host;

import io.grapevine.libp2p.peer.PeerId;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The protocols that a host serves, and how many streams of each every peer has open. */
final class Protocols {
  /** Keeps what Identify sends well below the 8 KiB that others accept. */
  static final int MAX_PROTOCOLS = 64;

  private static final int MAX_TOTAL_CHARS = 4096;

  private final Map<String, ProtocolBinding> bindings = new ConcurrentHashMap<>();
  private final Map<Slot, Integer> used = new ConcurrentHashMap<>();

  /** Streams of one protocol of one peer. */
  record Slot(PeerId peer, String protocol) {}

  synchronized void register(ProtocolBinding binding) {
    int chars = bindings.keySet().stream().mapToInt(String::length).sum();
    if (bindings.size() >= MAX_PROTOCOLS
        || chars + binding.protocolId().length() > MAX_TOTAL_CHARS) {
      throw new IllegalStateException("too many protocols to announce them all");
    }
    if (bindings.putIfAbsent(binding.protocolId(), binding) != null) {
      throw new IllegalStateException("protocol is served already: " + binding.protocolId());
    }
  }

  Optional<ProtocolBinding> find(String protocolId) {
    return Optional.ofNullable(bindings.get(protocolId));
  }

  boolean serves(String protocolId) {
    return bindings.containsKey(protocolId);
  }

  Set<String> ids() {
    return new TreeSet<>(bindings.keySet());
  }

  /** Takes one of the streams that the binding allows the peer; empty if all are taken. */
  Optional<Slot> reserve(PeerId peer, ProtocolBinding binding) {
    Slot slot = new Slot(peer, binding.protocolId());
    int limit = binding.inboundStreamsPerPeer();
    boolean[] taken = new boolean[1];
    used.compute(
        slot,
        (_, count) -> {
          int before = count == null ? 0 : count;
          taken[0] = before < limit;
          return taken[0] ? Integer.valueOf(before + 1) : count;
        });
    return taken[0] ? Optional.of(slot) : Optional.empty();
  }

  void release(Slot slot) {
    used.computeIfPresent(slot, (_, count) -> count == 1 ? null : Integer.valueOf(count - 1));
  }
}
