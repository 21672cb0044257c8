package io.grapevine.libp2p.discovery;

/** A way to find peers that announce themselves nearby. */
interface LocalNetwork extends AutoCloseable {
  /** For a host that shall not be found: finds nobody. */
  LocalNetwork NONE = () -> {};

  /** Follows changes of the network interfaces; may block for seconds. */
  default void refresh() {}

  /** Says goodbye to the network; may block for seconds. */
  @Override
  void close();
}
