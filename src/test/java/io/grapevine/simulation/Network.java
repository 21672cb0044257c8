package io.grapevine.simulation;

import io.grapevine.auction.AuctionEvent;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.worker.WorkerEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The links between all peers, with every fault of the weather. */
final class Network {
  private static final double BREAK_IS_NOTICED = 0.8;

  private final World world;
  private final Map<PeerId, SimulatedPeer> peers = new LinkedHashMap<>();
  private final Set<Set<Integer>> partitions = new LinkedHashSet<>();

  Network(World world) {
    this.world = world;
  }

  void add(SimulatedPeer peer) {
    peers.put(peer.id(), peer);
  }

  List<SimulatedPeer> peers() {
    return new ArrayList<>(peers.values());
  }

  SimulatedPeer peer(PeerId id) {
    SimulatedPeer peer = peers.get(id);
    if (peer == null) {
      throw new AssertionError("a stranger: " + id);
    }
    return peer;
  }

  /** Two peers cannot reach each other for a while. */
  void part(SimulatedPeer one, SimulatedPeer other, Duration time) {
    Set<Integer> pair = pair(one, other);
    partitions.add(pair);
    world.after(time, () -> partitions.remove(pair));
  }

  void heal() {
    partitions.clear();
  }

  boolean canReach(SimulatedPeer one, SimulatedPeer other) {
    return one == other || !partitions.contains(pair(one, other));
  }

  /** A message of its own, which may be lost, doubled or overtaken. */
  void send(SimulatedPeer from, SimulatedPeer to, Runnable arrival) {
    if (!canReach(from, to) || world.chance(world.weather().drop())) {
      return;
    }
    int copies = world.chance(world.weather().duplicate()) ? 2 : 1;
    for (int copy = 0; copy < copies; copy++) {
      Duration detour = world.chance(world.weather().reorder()) ? world.upTo(2_000) : Duration.ZERO;
      world.after(
          delay().plus(detour),
          () -> {
            if (to.isAlive()) {
              arrival.run();
            }
          });
    }
  }

  /** The first word on a stream, which opens it, and which nothing overtakes. */
  void open(WorkStream stream, Runnable arrival) {
    stream.worker.latestArrival = world.now().plus(delay());
    world.after(
        Duration.between(world.now(), stream.worker.latestArrival),
        () -> {
          if (stream.worker.isAlive() && !stream.broken) {
            arrival.run();
          }
        });
  }

  /** A message to the worker on the stream of its attempt. */
  void toWorker(WorkStream stream, WorkerEvent event) {
    deliver(stream, stream.requester, stream.worker, () -> stream.worker.peer.tellDesk(event));
  }

  /** A message to the requester on the stream of its attempt. */
  void toRequester(WorkStream stream, AuctionEvent event) {
    deliver(
        stream,
        stream.worker,
        stream.requester,
        () -> stream.requester.peer.tellAuction(stream.assignment.attempt().job(), event));
  }

  /** A last message to the requester, after which the worker's end is closed. */
  void closeWith(WorkStream stream, AuctionEvent event) {
    deliver(
        stream,
        stream.worker,
        stream.requester,
        () -> {
          stream.requester.open = false;
          stream.requester.peer.tellAuction(stream.assignment.attempt().job(), event);
        });
    stream.worker.open = false;
  }

  /** A last message to the worker, after which the requester's end is closed. */
  void closeWith(WorkStream stream, WorkerEvent event) {
    deliver(
        stream,
        stream.requester,
        stream.worker,
        () -> {
          stream.worker.open = false;
          stream.worker.peer.tellDesk(event);
        });
    stream.requester.open = false;
  }

  /** Nothing arrives any more; either end may notice, or not. */
  void breakUp(WorkStream stream) {
    if (stream.broken) {
      return;
    }
    stream.broken = true;
    if (world.chance(BREAK_IS_NOTICED)) {
      world.after(world.upTo(1_000), () -> noticeAtRequester(stream));
    }
    if (world.chance(BREAK_IS_NOTICED)) {
      world.after(world.upTo(1_000), () -> noticeAtWorker(stream));
    }
  }

  Duration delay() {
    return world.upTo(world.weather().delayMillis());
  }

  private void deliver(
      WorkStream stream, WorkStream.End from, WorkStream.End to, Runnable arrival) {
    if (!from.open || stream.broken) {
      return;
    }
    if (!canReach(from.peer, to.peer) || world.chance(world.weather().breakage())) {
      breakUp(stream);
      return;
    }
    Instant at = world.now().plus(delay());
    to.latestArrival = at.isAfter(to.latestArrival) ? at : to.latestArrival;
    world.after(
        Duration.between(world.now(), to.latestArrival),
        () -> {
          if (!stream.broken && to.isAlive()) {
            arrival.run();
          }
        });
  }

  private void noticeAtRequester(WorkStream stream) {
    if (stream.requester.isAlive()) {
      stream.requester.open = false;
      stream.requester.peer.tellAuction(
          stream.assignment.attempt().job(),
          new AuctionEvent.ConnectionLost(stream.assignment.attempt(), "reset"));
    }
  }

  private void noticeAtWorker(WorkStream stream) {
    if (stream.worker.isAlive()) {
      stream.worker.open = false;
      stream.worker.peer.streamLost(stream);
    }
  }

  private static Set<Integer> pair(SimulatedPeer one, SimulatedPeer other) {
    Set<Integer> pair = new LinkedHashSet<>();
    pair.add(Math.min(one.number(), other.number()));
    pair.add(Math.max(one.number(), other.number()));
    return pair;
  }
}
