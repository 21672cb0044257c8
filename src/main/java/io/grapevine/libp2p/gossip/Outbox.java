package io.grapevine.libp2p.gossip;

import io.grapevine.libp2p.peer.PeerId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the effects of one event; control for a peer becomes one RPC, in front of the rest. */
final class Outbox {

  private final Map<PeerId, RpcBuilder> controls = new LinkedHashMap<>();
  private final List<Effect> rest = new ArrayList<>();

  /** The RPC for a peer that is being collected. */
  RpcBuilder control(PeerId peer) {
    return controls.computeIfAbsent(peer, _ -> new RpcBuilder());
  }

  void message(GossipMessage message, List<PeerId> peers) {
    if (!peers.isEmpty()) {
      rest.add(new Effect.SendMessage(message, peers));
    }
  }

  void peerHas(PeerId peer, MessageId message) {
    rest.add(new Effect.PeerHas(peer, message));
  }

  void validate(GossipMessage message, PeerId from) {
    rest.add(new Effect.Validate(message, from));
  }

  void dial(ExchangedPeer peer) {
    rest.add(new Effect.Dial(peer));
  }

  void disconnect(PeerId peer) {
    rest.add(new Effect.Disconnect(peer));
  }

  void report(Occurrence occurrence, String topic) {
    report(occurrence, topic, 1);
  }

  void report(Occurrence occurrence, String topic, int times) {
    rest.add(new Effect.Report(occurrence, topic, times));
  }

  void meshChanged(Mesh mesh) {
    rest.add(new Effect.MeshChanged(mesh.topic(), mesh.size()));
  }

  /** Takes everything out. */
  List<Effect> take() {
    if (controls.isEmpty() && rest.isEmpty()) {
      return List.of();
    }
    List<Effect> effects = new ArrayList<>(controls.size() + rest.size());
    controls.forEach((peer, rpc) -> effects.add(new Effect.SendControl(peer, rpc.build())));
    effects.addAll(rest);
    controls.clear();
    rest.clear();
    return effects;
  }
}
