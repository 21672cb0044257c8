package io.grapevine.libp2p.discovery;

import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.MonotonicClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a host connected until it is closed: one thread dials, one asks for names, one follows the
 * local network. Failures are expected and tried again with back-off; only the first one in a row
 * is worth a line in the log.
 */
public final class Discovery implements AutoCloseable {
  private static final Duration LINKS_INTERVAL = Duration.ofMinutes(1);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(3);

  private final Dialler dialler;
  private final LocalNetwork localNetwork;
  private final List<Thread> threads;

  private Discovery(Dialler dialler, NameWatch names, LocalNetwork localNetwork) {
    this.dialler = dialler;
    this.localNetwork = localNetwork;
    this.threads =
        List.of(
            Thread.ofVirtual().name("discovery-dial").unstarted(dialler::run),
            // A look-up blocks in native code and would hold on to the carrier of a virtual thread.
            Thread.ofPlatform().daemon().name("discovery-names").unstarted(names::run),
            Thread.ofVirtual().name("discovery-links").unstarted(this::followLinks));
  }

  /**
   * Begins to look for peers.
   *
   * @param host a started host; the caller closes it after this
   */
  public static Discovery start(Host host, DiscoveryConfig config) {
    return start(config, new HostReach(host), new SystemResolver(), new MonotonicClock());
  }

  static Discovery start(
      DiscoveryConfig config, Reach reach, NameResolver resolver, InstantSource clock) {
    SecureRandom random = new SecureRandom();
    Dialler dialler =
        new Dialler(config, reach, new DialTable(config, reach.self(), random), clock);
    reach.onLost(dialler::lost);
    LocalNetwork localNetwork =
        config.mdns()
            ? new Mdns(reach, Links::multicast, dialler::offer, random)
            : LocalNetwork.NONE;
    NameWatch names =
        new NameWatch(config, resolver, () -> !reach.contacts().peers().isEmpty(), dialler::offer);
    Discovery discovery = new Discovery(dialler, names, localNetwork);
    discovery.threads.forEach(Thread::start);
    return discovery;
  }

  /** Stops looking; connections stay. Waits at most some seconds. */
  @Override
  public void close() {
    dialler.close();
    threads.forEach(Thread::interrupt);
    Thread goodbye = Thread.ofVirtual().name("discovery-goodbye").start(localNetwork::close);
    try {
      goodbye.join(CLOSE_WAIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void followLinks() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        localNetwork.refresh();
        TimeUnit.MILLISECONDS.sleep(LINKS_INTERVAL.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Closed.
    }
  }
}
