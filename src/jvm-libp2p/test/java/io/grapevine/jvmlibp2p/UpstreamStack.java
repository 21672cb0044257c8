package io.grapevine.jvmlibp2p;

import io.grapevine.benchmark.BenchmarkHost;
import io.grapevine.benchmark.Stack;
import io.libp2p.core.Host;
import io.libp2p.core.crypto.KeyKt;
import io.libp2p.core.crypto.KeyType;
import io.libp2p.core.crypto.PrivKey;
import io.libp2p.core.dsl.Builder;
import io.libp2p.core.dsl.BuilderJKt;
import io.libp2p.core.mux.StreamMuxerProtocol;
import io.libp2p.protocol.Identify;
import java.util.concurrent.TimeUnit;

/**
 * The library jvm-libp2p under measurement, used as it is meant to be: handlers on its event loops,
 * not the adapter's blocking streams. Ed25519 in place of its default ECDSA, Yamux in place of
 * mplex, signatures checked; its defaults otherwise, which include sockets without Nagle's delay.
 */
public final class UpstreamStack implements Stack {
  static final int PATIENCE_SECONDS = 20;

  @Override
  public String name() {
    return "upstream";
  }

  @Override
  public BenchmarkHost start(boolean listening) throws Exception {
    PrivKey identity = KeyKt.generateKeyPair(KeyType.ED25519).getFirst();
    Identify identify = new Identify();
    Host host =
        BuilderJKt.hostJ(
            Builder.Defaults.Standard,
            builder -> {
              builder.getIdentity().setFactory(() -> identity);
              builder.getMuxers().add(StreamMuxerProtocol.getYamux());
              builder.getDebug().getMuxFramesHandler().addHandler(FrameWatch::install);
              builder.getProtocols().add(identify);
              if (listening) {
                builder.getNetwork().listen("/ip4/127.0.0.1/tcp/0");
              }
            });
    host.start().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    return new UpstreamHost(host, identify);
  }
}
