package io.grapevine.network;

import io.grapevine.coordination.NetworkView;
import io.grapevine.libp2p.host.Host;
import io.grapevine.libp2p.host.ProtocolBinding;
import io.grapevine.libp2p.host.Stream;
import io.grapevine.libp2p.identity.KeyPair;
import io.grapevine.libp2p.identity.PeerRecord;
import io.grapevine.libp2p.multiformats.Multiaddr;
import io.grapevine.libp2p.peer.PeerId;
import io.grapevine.libp2p.pubsub.PubSub;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** A network on the own stack: a host, and gossip on top of it. */
public final class HostPeerNetwork implements PeerNetwork {
  private final Host host;
  private final PubSub pubSub;

  /** Takes over a started host and its gossip: both are closed with this. */
  public HostPeerNetwork(Host host, PubSub pubSub) {
    this.host = host;
    this.pubSub = pubSub;
  }

  @Override
  public KeyPair keyPair() {
    return host.keyPair();
  }

  @Override
  public List<Multiaddr> addresses() {
    return host.addresses();
  }

  @Override
  public byte[] signedRecord() {
    return host.signedRecord().encoded();
  }

  @Override
  public NetworkView view() {
    return NetworkViews.of(host, pubSub);
  }

  @Override
  public void connect(PeerId peer, List<Multiaddr> addresses, Duration limit) throws IOException {
    host.connect(peer, addresses, limit);
  }

  @Override
  public boolean isConnected(PeerId peer) {
    return host.isConnected(peer);
  }

  @Override
  public void remember(PeerRecord peerRecord, Duration life) {
    host.peerStore().accept(peerRecord, life);
  }

  @Override
  public void serve(ProtocolBinding binding) {
    host.register(binding);
  }

  @Override
  public Stream open(PeerId peer, String protocol, Duration limit) throws IOException {
    return host.open(peer, List.of(protocol), limit);
  }

  @Override
  public void keep(PeerId peer, String purpose) {
    host.protect(peer, purpose);
  }

  @Override
  public void release(PeerId peer, String purpose) {
    host.unprotect(peer, purpose);
  }

  @Override
  public void subscribe(String topic, TopicReader reader) {
    ValidatedTopic validated = new ValidatedTopic(reader);
    pubSub.subscribe(topic, validated, validated);
  }

  @Override
  public int publish(String topic, byte[] message) {
    return pubSub.publish(topic, message).recipients();
  }

  @Override
  public Set<PeerId> subscribers(String topic) {
    return pubSub.subscribers(topic);
  }

  @Override
  public void close() {
    pubSub.close();
    host.close();
  }
}
