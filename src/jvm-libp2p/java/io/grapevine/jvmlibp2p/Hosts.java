package io.grapevine.jvmlibp2p;

import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.libp2p.core.Host;
import io.libp2p.core.crypto.PrivKey;
import io.libp2p.core.dsl.Builder;
import io.libp2p.core.dsl.BuilderJKt;
import io.libp2p.core.mux.StreamMuxerProtocol;
import java.util.List;

/**
 * Builds hosts of the library. Its defaults would give a new ECDSA identity and the muxer mplex,
 * which has no flow control.
 */
final class Hosts {
  /** Bytes that Yamux may hold for one connection; the gates of the streams are stricter. */
  private static final int UNSENT_MAX = 64 << 20;

  /** Streams that were opened and not answered yet, of one connection. */
  private static final int UNANSWERED_MAX = 256;

  private Hosts() {}

  static Host build(
      KeyPair keyPair, List<Multiaddr> listen, Introductions introductions, Gossiping gossiping) {
    PrivKey identity = Translations.privateKey(keyPair);
    return BuilderJKt.hostJ(
        Builder.Defaults.Standard,
        builder -> {
          builder.getIdentity().setFactory(() -> identity);
          builder.getMuxers().add(StreamMuxerProtocol.getYamux(UNSENT_MAX, UNANSWERED_MAX));
          builder.getDebug().getMuxFramesHandler().addHandler(FrameWatch::install);
          builder.getProtocols().add(introductions.protocol());
          builder.getProtocols().add(gossiping.protocol());
          builder.getConnectionHandlers().add(introductions);
          listen.forEach(address -> builder.getNetwork().listen(address.toString()));
        });
  }
}
