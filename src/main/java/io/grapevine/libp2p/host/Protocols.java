package io.grapevine.libp2p.host;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The protocols that a host serves. */
final class Protocols {
  /** Keeps what Identify sends well below the 8 KiB that others accept. */
  static final int MAX_PROTOCOLS = 64;

  private static final int MAX_TOTAL_CHARS = 4096;

  private final Map<String, ProtocolBinding> bindings = new ConcurrentHashMap<>();

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
}
