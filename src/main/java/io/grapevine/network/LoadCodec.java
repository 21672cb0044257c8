package io.grapevine.network;

import io.grapevine.job.Load;
import io.grapevine.libp2p.multiformats.MalformedException;

/** How busy a worker says it is. */
final class LoadCodec {
  private static final int COUNT_MAX = 1_000_000;

  private LoadCodec() {}

  static io.grapevine.network.wire.Load encode(Load load) {
    return io.grapevine.network.wire.Load.newBuilder()
        .setRunning(load.running())
        .setReserved(load.reserved())
        .setQueued(load.queued())
        .setSlots(load.slots())
        .setCpu(load.cpu())
        .setMemory(load.memory())
        .build();
  }

  static Load decode(io.grapevine.network.wire.Load load) throws MalformedException {
    return WireFields.sound(
        () ->
            new Load(
                WireFields.between(load.getRunning(), 0, COUNT_MAX, "running"),
                WireFields.between(load.getReserved(), 0, COUNT_MAX, "reserved"),
                WireFields.between(load.getQueued(), 0, COUNT_MAX, "queued"),
                WireFields.between(load.getSlots(), 1, COUNT_MAX, "slots"),
                load.getCpu(),
                load.getMemory()));
  }
}
