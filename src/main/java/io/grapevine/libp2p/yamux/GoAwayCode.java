package io.grapevine.libp2p.yamux;

/** Why a session ends; the order is that of the codes on the wire. */
public enum GoAwayCode {
  NORMAL,
  PROTOCOL_ERROR,
  INTERNAL_ERROR,
}
