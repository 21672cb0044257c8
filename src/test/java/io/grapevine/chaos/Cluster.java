package io.grapevine.chaos;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One requester and its workers, each in a process of its own and behind a proxy of its own. */
final class Cluster implements AutoCloseable {
  private final Member requester;
  private final List<Member> workers = new ArrayList<>();

  private Cluster(Path root, int size) throws IOException {
    CutProxy front = new CutProxy();
    requester = new Member("requester", root, front, properties(root, "requester", front, front));
    for (int i = 1; i <= size; i++) {
      String name = "worker-" + i;
      CutProxy proxy = new CutProxy();
      workers.add(new Member(name, root, proxy, properties(root, name, proxy, front)));
    }
  }

  /** Starts all processes, and waits until they serve. */
  static Cluster start(Path root, int workers) throws IOException {
    Cluster cluster = new Cluster(root, workers);
    for (Member member : cluster.members()) {
      member.start();
    }
    cluster.members().forEach(Member::awaitUp);
    return cluster;
  }

  Member requester() {
    return requester;
  }

  List<Member> workers() {
    return workers;
  }

  List<Member> members() {
    List<Member> all = new ArrayList<>(workers);
    all.addFirst(requester);
    return all;
  }

  /** Everybody finds everybody through the proxies only. */
  private static List<String> properties(Path root, String name, CutProxy own, CutProxy front) {
    Path directory = root.resolve(name);
    List<String> all = new ArrayList<>();
    all.add("--server.port=0");
    all.add("--grapevine.roles=" + (own == front ? "requester" : "worker"));
    all.add("--grapevine.network.mdns=false");
    all.add("--grapevine.network.announce=" + address(own));
    all.add("--grapevine.network.bootstrap=" + (own == front ? "" : address(front)));
    all.add("--grapevine.identity.key-file=" + directory.resolve("peer.key"));
    all.add("--grapevine.storage.url=jdbc:sqlite:" + directory.resolve("grapevine.db"));
    all.add("--grapevine.jobs.drain-limit=3s");
    all.add("--grapevine.jobs.max-attempts=20");
    all.add("--logging.level.io.grapevine.coordination=DEBUG");
    all.add("--logging.level.io.grapevine.network=DEBUG");
    return all;
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
