package io.grapevine.jvmlibp2p;

import com.google.protobuf.ByteString;
import identify.pb.IdentifyOuterClass;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.libp2p.core.Connection;
import io.libp2p.core.ConnectionHandler;
import io.libp2p.core.Host;
import io.libp2p.protocol.Identify;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Identify, which the library serves but does not ask for: every new connection is asked once. What
 * it says of itself would hold the configured ports; here it holds the real ones.
 */
final class Introductions implements ConnectionHandler {
  private static final String PROTOCOL_VERSION = "ipfs/0.1.0";
  private static final int ANSWER_SECONDS_MAX = 10;

  private final KeyPair keyPair;
  private final String agent;
  private final Acquaintances acquaintances;
  private final Identify identify;

  Introductions(KeyPair keyPair, String agent, Acquaintances acquaintances) {
    this.keyPair = keyPair;
    this.agent = agent;
    this.acquaintances = acquaintances;
    this.identify = new Identify(message(List.of(), List.of()));
  }

  Identify protocol() {
    return identify;
  }

  /** Says from now on what holds now. */
  void refresh(Host host, List<Multiaddr> addresses) {
    List<String> protocols =
        host.getProtocols().stream()
            .flatMap(binding -> binding.getProtocolDescriptor().getAnnounceProtocols().stream())
            .distinct()
            .toList();
    identify.getProtocol().setIdMessage(message(addresses, protocols));
  }

  @Override
  public void handleConnection(Connection connection) {
    PeerId peer = Translations.peerId(connection.secureSession().getRemoteId());
    acquaintances.met(peer);
    var _ = connection.closeFuture().thenRun(() -> acquaintances.lost(peer));
    var asking = connection.muxerSession().createStream(List.of(identify));
    var _ =
        asking
            .getController()
            .thenCompose(controller -> controller.id())
            .orTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
            .thenAccept(answer -> acquaintances.identified(peer, answer.getAgentVersion()));
  }

  private IdentifyOuterClass.Identify message(List<Multiaddr> addresses, List<String> protocols) {
    IdentifyOuterClass.Identify.Builder message =
        IdentifyOuterClass.Identify.newBuilder()
            .setAgentVersion(agent)
            .setProtocolVersion(PROTOCOL_VERSION)
            .setPublicKey(ByteString.copyFrom(keyPair.publicKey().encoded()))
            .addAllProtocols(protocols);
    for (Multiaddr address : addresses) {
      message.addListenAddrs(ByteString.copyFrom(address.toBytes()));
    }
    return message.build();
  }
}
