package io.grapevine.simulation.scale;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.random.RandomGenerator;

/**
 * How long gossip takes from each requester to each worker: the shortest way through a random
 * network like that of the simulation of gossip. Each peer dials ten others; an author sends to all
 * its connections, everybody else to its mesh of six or a few more, after checking the signature.
 * The fastest way is the one that counts, since whatever comes later is a duplicate.
 */
final class Reach {
  /** Copies of a message that are sent for each delivery, measured in the simulation of gossip. */
  static final double COPIES_PER_DELIVERY = 5.4;

  private static final int DIALS = 10;
  private static final int MESH = 6;
  private static final int MESH_MAX = 12;

  private final int requesters;
  private final int peers;
  private final List<List<Edge>> connections = new ArrayList<>();
  private final List<List<Edge>> meshes = new ArrayList<>();
  private final long[][] delays;

  private record Edge(int to, long delay) {}

  private record Visit(int peer, long at) {}

  Reach(Terrain terrain, int requesters, int workers, RandomGenerator random) {
    this.requesters = requesters;
    this.peers = requesters + workers;
    connect(terrain, random);
    graft(random);
    delays = new long[requesters][];
    for (int requester = 0; requester < requesters; requester++) {
      delays[requester] = from(requester);
    }
  }

  /** From publication until the worker has checked the message, without jitter. */
  long delay(int requester, int worker) {
    return delays[requester][requesters + worker];
  }

  /** Peers to which this one is connected. */
  int neighbours(int requester) {
    return connections.get(requester).size();
  }

  private void connect(Terrain terrain, RandomGenerator random) {
    for (int peer = 0; peer < peers; peer++) {
      connections.add(new ArrayList<>());
      meshes.add(new ArrayList<>());
    }
    for (int peer = 0; peer < peers; peer++) {
      for (int dial = 0; dial < Math.min(DIALS, peers - 1); dial++) {
        int other = random.nextInt(peers);
        if (other != peer && !isLinked(connections.get(peer), other)) {
          link(connections, peer, other, terrain.link(random));
        }
      }
    }
  }

  private void graft(RandomGenerator random) {
    for (int peer = 0; peer < peers; peer++) {
      List<Edge> candidates = new ArrayList<>(connections.get(peer));
      Collections.shuffle(candidates, java.util.Random.from(random));
      for (Edge edge : candidates) {
        List<Edge> mesh = meshes.get(peer);
        if (mesh.size() < MESH
            && meshes.get(edge.to()).size() < MESH_MAX
            && !isLinked(mesh, edge.to())) {
          link(meshes, peer, edge.to(), edge.delay());
        }
      }
    }
  }

  private static void link(List<List<Edge>> graph, int one, int other, long delay) {
    graph.get(one).add(new Edge(other, delay));
    graph.get(other).add(new Edge(one, delay));
  }

  private static boolean isLinked(List<Edge> edges, int other) {
    return edges.stream().anyMatch(edge -> edge.to() == other);
  }

  private long[] from(int author) {
    long[] arrival = new long[peers];
    Arrays.fill(arrival, Long.MAX_VALUE);
    PriorityQueue<Visit> queue =
        new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
    arrival[author] = 0;
    queue.add(new Visit(author, 0));
    while (!queue.isEmpty()) {
      Visit visit = queue.remove();
      if (visit.at() == arrival[visit.peer()]) {
        List<Edge> next =
            visit.peer() == author ? connections.get(author) : meshes.get(visit.peer());
        for (Edge edge : next) {
          long at = visit.at() + edge.delay() + Terrain.CHECK_NANOS;
          if (at < arrival[edge.to()]) {
            arrival[edge.to()] = at;
            queue.add(new Visit(edge.to(), at));
          }
        }
      }
    }
    return arrival;
  }
}
