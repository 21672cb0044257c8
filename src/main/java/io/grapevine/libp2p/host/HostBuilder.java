package io.grapevine.libp2p.host;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a host is made of; only the key pair is required. */
public final class HostBuilder {
  private @Nullable KeyPair keyPair;
  private List<Multiaddr> listenAddresses = List.of();
  private String agentVersion = "grapevine";
  private HostConfig config = HostConfig.DEFAULT;
  private HostObserver observer = HostObserver.NOOP;
  private ConnectionGater gater = ConnectionGater.ALLOW_ALL;
  private boolean announceObserved;

  HostBuilder() {}

  public HostBuilder keyPair(KeyPair identity) {
    this.keyPair = identity;
    return this;
  }

  /**
   * Where to listen: literal IP addresses with a TCP port, port 0 for any; none for a host that
   * only dials.
   *
   * @throws MalformedException if one is anything else
   */
  public HostBuilder listenAddresses(List<Multiaddr> addresses) throws MalformedException {
    for (Multiaddr address : addresses) {
      if (address.ip().isEmpty() || !address.isPlainTcp()) {
        throw new MalformedException("cannot listen on " + address + ": need /ip4|ip6/…/tcp/…");
      }
    }
    this.listenAddresses = List.copyOf(addresses);
    return this;
  }

  /** The name of the software that Identify tells. */
  public HostBuilder agentVersion(String name) {
    this.agentVersion = name;
    return this;
  }

  public HostBuilder config(HostConfig limits) {
    this.config = limits;
    return this;
  }

  public HostBuilder observer(HostObserver counters) {
    this.observer = counters;
    return this;
  }

  public HostBuilder gater(ConnectionGater guard) {
    this.gater = guard;
    return this;
  }

  /**
   * Whether to announce the addresses at which others agree to see this host, in addition to those
   * at which it listens; no by default, since enough peers that lie alike can make up any.
   */
  public HostBuilder announceObserved(boolean trust) {
    this.announceObserved = trust;
    return this;
  }

  public Host build() {
    if (keyPair == null) {
      throw new IllegalStateException("a host needs a key pair");
    }
    return new Host(this, keyPair);
  }

  List<Multiaddr> listenAddresses() {
    return listenAddresses;
  }

  String agentVersion() {
    return agentVersion;
  }

  HostConfig config() {
    return config;
  }

  HostObserver observer() {
    return observer;
  }

  ConnectionGater gater() {
    return gater;
  }

  boolean announceObserved() {
    return announceObserved;
  }
}
