package io.grapevine.libp2p.gossip.simulation;

/** A connection between two participants, which may break and come back. */
final class Link {

  private final Participant dialler;
  private final Participant listener;
  private final long delay;
  private boolean up;
  private boolean severed;

  /** How often it came up: what was sent in an earlier life never arrives. */
  private int life;

  private long lastAtDialler;
  private long lastAtListener;

  Link(Participant dialler, Participant listener, long delay) {
    this.dialler = dialler;
    this.listener = listener;
    this.delay = delay;
  }

  Participant dialler() {
    return dialler;
  }

  Participant listener() {
    return listener;
  }

  Participant other(Participant one) {
    return one == dialler ? listener : dialler;
  }

  boolean diallerIs(Participant one) {
    return one == dialler;
  }

  /** One-way delay in nanoseconds. */
  long delay() {
    return delay;
  }

  boolean up() {
    return up;
  }

  boolean livesAs(int then) {
    return up && life == then;
  }

  int life() {
    return life;
  }

  void comeUp() {
    up = true;
    life++;
  }

  void goDown() {
    up = false;
  }

  /** Whether nothing gets through, noticed or not. */
  boolean severed() {
    return severed;
  }

  void sever(boolean cut) {
    severed = cut;
  }

  /** Keeps the order of a stream: nothing arrives before what was sent earlier. */
  long inOrder(Participant to, long arrival) {
    if (to == dialler) {
      lastAtDialler = Math.max(lastAtDialler, arrival);
      return lastAtDialler;
    }
    lastAtListener = Math.max(lastAtListener, arrival);
    return lastAtListener;
  }
}
