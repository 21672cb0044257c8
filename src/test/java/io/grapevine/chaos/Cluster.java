package io.grapevine.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Requesters and their workers, each in a process of its own and behind a proxy of its own. */
final class Cluster implements AutoCloseable {
  private final List<Member> requesters = new ArrayList<>();
  private final List<Member> workers = new ArrayList<>();

  private Cluster(Path root, int requesters, int workers, List<String> further) throws IOException {
    List<CutProxy> fronts = new ArrayList<>();
    for (int i = 0; i < requesters; i++) {
      fronts.add(new CutProxy());
    }
    for (int i = 0; i < requesters; i++) {
      String name = requesters == 1 ? "requester" : "requester-" + (i + 1);
      this.requesters.add(member(root, name, "requester", fronts.get(i), fronts, further));
    }
    for (int i = 1; i <= workers; i++) {
      CutProxy proxy = new CutProxy();
      this.workers.add(member(root, "worker-" + i, "worker", proxy, fronts, further));
    }
  }

  /** Starts one requester and its workers, and waits until they serve. */
  static Cluster start(Path root, int workers) throws IOException {
    return start(root, 1, workers, List.of());
  }

  /**
   * Starts all processes, and waits until they serve.
   *
   * @param further properties of all of them, which win over the usual ones
   */
  static Cluster start(Path root, int requesters, int workers, List<String> further)
      throws IOException {
    Cluster cluster = new Cluster(root, requesters, workers, further);
    try {
      for (Member member : cluster.members()) {
        member.start();
      }
      cluster.members().forEach(Member::awaitUp);
      return cluster;
    } catch (IOException | RuntimeException | AssertionError failed) {
      cluster.close();
      throw failed;
    }
  }

  /** The only requester, or the first one. */
  Member requester() {
    return requesters.getFirst();
  }

  List<Member> requesters() {
    return requesters;
  }

  List<Member> workers() {
    return workers;
  }

  List<Member> members() {
    List<Member> all = new ArrayList<>(requesters);
    all.addAll(workers);
    return all;
  }

  /** Everybody finds everybody through the proxies only. */
  private static Member member(
      Path root,
      String name,
      String role,
      CutProxy own,
      List<CutProxy> fronts,
      List<String> further)
      throws IOException {
    Path directory = root.resolve(name);
    String bootstrap =
        fronts.stream()
            .filter(front -> front != own)
            .map(Cluster::address)
            .collect(Collectors.joining(","));
    List<String> all = new ArrayList<>();
    all.add("--server.port=0");
    all.add("--grapevine.roles=" + role);
    all.add("--grapevine.network.mdns=false");
    all.add("--grapevine.network.announce=" + address(own));
    all.add("--grapevine.network.bootstrap=" + bootstrap);
    all.add("--grapevine.identity.key-file=" + directory.resolve("peer.key"));
    all.add("--grapevine.storage.url=jdbc:sqlite:" + directory.resolve("grapevine.db"));
    all.add("--grapevine.worker.result-directory=" + directory.resolve("results"));
    all.add("--grapevine.jobs.drain-limit=3s");
    all.add("--grapevine.jobs.max-attempts=20");
    all.add("--logging.level.io.grapevine.coordination=DEBUG");
    all.add("--logging.level.io.grapevine.network=DEBUG");
    all.removeIf(usual -> further.stream().anyMatch(other -> sameName(usual, other)));
    all.addAll(further);
    return new Member(name, root, own, all);
  }

  private static boolean sameName(String property, String other) {
    return other.startsWith(property.substring(0, property.indexOf('=') + 1));
  }

  private static String address(CutProxy proxy) {
    return "/ip4/127.0.0.1/tcp/" + proxy.port();
  }

  @Override
  public void close() throws IOException {
    for (Member member : members()) {
      member.thaw();
      member.kill();
      member.proxy().close();
    }
  }
}
