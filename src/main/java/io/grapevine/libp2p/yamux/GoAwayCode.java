package io.grapevine.libp2p.yamux;

/** Why a session ends. */
public enum GoAwayCode {
  NORMAL(0),
  PROTOCOL_ERROR(1),
  INTERNAL_ERROR(2);

  private final int wire;

  GoAwayCode(int wire) {
    this.wire = wire;
  }

  int wire() {
    return wire;
  }
}
