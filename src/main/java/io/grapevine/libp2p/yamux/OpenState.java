package io.grapevine.libp2p.yamux;

/** Whether a session can open a stream now. */
public enum OpenState {
  /** It can. */
  READY,
  /** Too many streams are open or unacknowledged; waiting helps. */
  FULL,
  /** Either side said goodbye, or the session broke. */
  GOING_AWAY,
  /** All stream ids are used up; only a new connection helps. */
  EXHAUSTED,
}
