package io.grapevine.libp2p.discovery;

/** Who named a candidate; the earlier, the sooner it is dialled and the longer it is kept. */
enum Source {
  /** A literal address from the configuration: kept connected whatever else is connected. */
  BOOTSTRAP,
  /** An address that a configured name resolved to. */
  DNS,
  /** An announcement on the local network. */
  MDNS,
  /** A peer that the host was connected to before. */
  KNOWN
}
