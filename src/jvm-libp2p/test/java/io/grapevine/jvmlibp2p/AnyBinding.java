package io.grapevine.jvmlibp2p;

import io.libp2p.core.P2PChannel;
import io.libp2p.core.multistream.ProtocolBinding;
import io.libp2p.core.multistream.ProtocolDescriptor;
import java.util.concurrent.CompletableFuture;
import kotlin.Unit;

/** A binding whose controller is of a type that a host takes. */
record AnyBinding(ProtocolBinding<Unit> binding) implements ProtocolBinding<Object> {
  @Override
  public ProtocolDescriptor getProtocolDescriptor() {
    return binding.getProtocolDescriptor();
  }

  @Override
  public CompletableFuture<?> initChannel(P2PChannel channel, String selected) {
    return binding.initChannel(channel, selected);
  }
}
