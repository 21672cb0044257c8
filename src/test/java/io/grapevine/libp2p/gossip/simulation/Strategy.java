package io.grapevine.libp2p.gossip.simulation;

/** What an attacker does. All of them GRAFT whoever they are connected to. */
enum Strategy {
  /** Takes a place in meshes and forwards nothing. */
  SILENT,
  /** The same, and advertises messages every second that it never sends. */
  PROMISER,
  /** The same as silent, and GRAFTs every second whoever has put it out, back-off or not. */
  SPAMMER,
  /** The same as silent, and sends two messages with wrong signatures every second. */
  FORGER,
  /** Forwards everything until the attack begins, and is silent from then on. */
  COVERT
}
