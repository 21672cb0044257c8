package io.grapevine.config;

import java.util.ArrayList;
import java.util.List;

/**
 * More peers in this process, for trying things out. They share nothing with the first one but the
 * process: each has its own identity, host and port, and all talk over TCP.
 */
public final class LocalNetwork implements AutoCloseable {
  private final List<Peer> workers;

  private LocalNetwork(List<Peer> workers) {
    this.workers = workers;
  }

  static LocalNetwork start(int workers, Blueprints blueprints, Peer first) {
    List<Peer> started = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      started.add(Peer.start(blueprints.localWorker(first)));
    }
    return new LocalNetwork(List.copyOf(started));
  }

  /** The peers beside the first one. */
  public List<Peer> workers() {
    return workers;
  }

  @Override
  public void close() {
    workers.forEach(Peer::close);
  }
}
