package io.grapevine.libp2p.transport;

import io.grapevine.libp2p.resources.ByteAccount;
import io.grapevine.libp2p.yamux.BufferBudget;

/** The account of a connection as its session sees it. */
record SharedMemory(ByteAccount account) implements BufferBudget {
  @Override
  public boolean allows(int bytes) {
    return account.allows(bytes);
  }

  @Override
  public boolean pressed() {
    return account.pressed();
  }
}
