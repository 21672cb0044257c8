package io.grapevine.libp2p.gossip;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Collects the parts of one {@link Rpc}. */
final class RpcBuilder {

  private final List<Rpc.Subscription> subscriptions = new ArrayList<>();
  private final List<DecodedMessage> messages = new ArrayList<>();
  private final List<Rpc.Ihave> ihaves = new ArrayList<>();
  private final List<MessageId> iwants = new ArrayList<>();
  private final List<String> grafts = new ArrayList<>();
  private final List<Rpc.Prune> prunes = new ArrayList<>();
  private final List<MessageId> idontwants = new ArrayList<>();

  RpcBuilder subscription(String topic, boolean subscribe) {
    subscriptions.add(new Rpc.Subscription(topic, subscribe));
    return this;
  }

  RpcBuilder message(DecodedMessage message) {
    messages.add(message);
    return this;
  }

  RpcBuilder ihave(String topic, List<MessageId> ids) {
    ihaves.add(new Rpc.Ihave(topic, ids));
    return this;
  }

  RpcBuilder iwant(Collection<MessageId> ids) {
    iwants.addAll(ids);
    return this;
  }

  RpcBuilder graft(String topic) {
    grafts.add(topic);
    return this;
  }

  RpcBuilder prune(String topic, long backoffSeconds) {
    return prune(topic, backoffSeconds, List.of());
  }

  RpcBuilder prune(String topic, long backoffSeconds, List<ExchangedPeer> peers) {
    prunes.add(new Rpc.Prune(topic, backoffSeconds, peers));
    return this;
  }

  RpcBuilder idontwant(MessageId id) {
    idontwants.add(id);
    return this;
  }

  int subscriptionCount() {
    return subscriptions.size();
  }

  int messageCount() {
    return messages.size();
  }

  int ihaveCount() {
    return ihaves.size();
  }

  int graftCount() {
    return grafts.size();
  }

  int pruneCount() {
    return prunes.size();
  }

  Rpc build() {
    return new Rpc(subscriptions, messages, ihaves, iwants, grafts, prunes, idontwants);
  }
}
