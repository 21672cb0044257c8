package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.multiformats.MalformedException;
import io.grapevine.libp2p.multiformats.Multiaddr;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Names the configured addresses again and again, with everybody that their names resolve to. */
final class NameWatch {
  private static final Logger LOG = LoggerFactory.getLogger(NameWatch.class);

  private final DiscoveryConfig config;
  private final NameResolver resolver;
  private final BooleanSupplier connected;
  private final Consumer<Candidate> found;
  private final Set<Multiaddr> failing = new HashSet<>();

  NameWatch(
      DiscoveryConfig config,
      NameResolver resolver,
      BooleanSupplier connected,
      Consumer<Candidate> found) {
    this.config = config;
    this.resolver = resolver;
    this.connected = connected;
    this.found = found;
  }

  /** Asks until it is interrupted, more often while nobody is connected. */
  void run() {
    List<BootstrapAddress> addresses =
        config.bootstrap().stream().map(BootstrapAddress::new).toList();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        addresses.forEach(this::ask);
        Duration pause =
            connected.getAsBoolean() ? config.resolveInterval() : config.resolveIntervalAlone();
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed.
    }
  }

  private void ask(BootstrapAddress address) {
    try {
      address.candidates(resolver).forEach(found);
      if (failing.remove(address.address())) {
        LOG.info("The bootstrap address {} resolves again", address.address());
      }
    } catch (UnknownHostException | MalformedException e) {
      if (failing.add(address.address())) {
        LOG.warn("The bootstrap address {} does not resolve: {}", address.address(), e.toString());
      }
    }
  }
}
