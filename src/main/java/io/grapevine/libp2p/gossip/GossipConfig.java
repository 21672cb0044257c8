package io.grapevine.libp2p.gossip;

import java.util.function.Predicate;

/**
 * Everything that can be set, validated: each record checks its own numbers, this one those that
 * concern several.
 *
 * @param floodPublish whether own messages go to every subscriber with a decent score instead of
 *     the mesh only
 * @param peers direct peers and peer exchange
 * @param sequence what the sequence numbers of an author must do
 * @param topicFilter which topics of other peers are remembered beside those that this peer has
 *     itself subscribed to. A peer that publishes without subscribing needs its topics here. Called
 *     on the router's thread: must be quick and pure
 */
public record GossipConfig(
    MeshSizes mesh,
    GossipTimes times,
    GossipLimits limits,
    RpcLimits rpc,
    QueueLimits queues,
    ScoreConfig score,
    boolean floodPublish,
    PeerPolicy peers,
    SequenceCheck sequence,
    Predicate<String> topicFilter) {

  public GossipConfig {
    Require.that(
        times.seenFor().compareTo(times.heartbeat().multipliedBy(limits.historyWindows())) > 0,
        "seenFor must outlast the message history, or an IWANT answer is taken for a new message");
    Require.that(
        times.promiseFor().compareTo(times.heartbeat()) >= 0,
        "promiseFor must not be below one heartbeat");
    Require.that(
        times.ownReplay().compareTo(times.heartbeat().multipliedBy(limits.historyWindows())) <= 0,
        "ownReplay must not outlast the message history");
    Require.that(
        limits.validationBytesMax() >= rpc.rpcBytesMax(),
        "validationBytesMax must hold one message of the largest size");
    Require.that(
        limits.historyBytesMax() >= rpc.rpcBytesMax(),
        "historyBytesMax must hold one message of the largest size");
    Require.that(
        queues.mailboxBytesMax() >= rpc.rpcBytesMax()
            && queues.outgoingBytesMax() >= rpc.rpcBytesMax(),
        "every queue must hold one RPC of the largest size");
  }

  /** Defaults throughout; remembers any topic, within the limit per peer. */
  public static GossipConfig defaults() {
    return new GossipConfig(
        MeshSizes.defaults(),
        GossipTimes.defaults(),
        GossipLimits.defaults(),
        RpcLimits.defaults(),
        QueueLimits.defaults(),
        ScoreConfig.defaults(),
        true,
        PeerPolicy.defaults(),
        SequenceCheck.NO_REPLAY,
        topic -> true);
  }

  /** The same with other mesh sizes. */
  public GossipConfig withMesh(MeshSizes other) {
    return new GossipConfig(
        other, times, limits, rpc, queues, score, floodPublish, peers, sequence, topicFilter);
  }

  /** The same with other times. */
  public GossipConfig withTimes(GossipTimes other) {
    return new GossipConfig(
        mesh, other, limits, rpc, queues, score, floodPublish, peers, sequence, topicFilter);
  }

  /** The same with other limits of gossip. */
  public GossipConfig withLimits(GossipLimits other) {
    return new GossipConfig(
        mesh, times, other, rpc, queues, score, floodPublish, peers, sequence, topicFilter);
  }

  /** The same with other limits of an RPC. */
  public GossipConfig withRpc(RpcLimits other) {
    return new GossipConfig(
        mesh, times, limits, other, queues, score, floodPublish, peers, sequence, topicFilter);
  }

  /** The same with other queues. */
  public GossipConfig withQueues(QueueLimits other) {
    return new GossipConfig(
        mesh, times, limits, rpc, other, score, floodPublish, peers, sequence, topicFilter);
  }

  /** The same with other scores. */
  public GossipConfig withScore(ScoreConfig other) {
    return new GossipConfig(
        mesh, times, limits, rpc, queues, other, floodPublish, peers, sequence, topicFilter);
  }

  /** The same with flood publishing on or off. */
  public GossipConfig withFloodPublish(boolean on) {
    return new GossipConfig(
        mesh, times, limits, rpc, queues, score, on, peers, sequence, topicFilter);
  }

  /** The same with other direct peers or another exchange of peers. */
  public GossipConfig withPeers(PeerPolicy other) {
    return new GossipConfig(
        mesh, times, limits, rpc, queues, score, floodPublish, other, sequence, topicFilter);
  }

  /** The same with another check of sequence numbers. */
  public GossipConfig withSequence(SequenceCheck other) {
    return new GossipConfig(
        mesh, times, limits, rpc, queues, score, floodPublish, peers, other, topicFilter);
  }

  /** The same with another filter of topics. */
  public GossipConfig withTopicFilter(Predicate<String> other) {
    return new GossipConfig(
        mesh, times, limits, rpc, queues, score, floodPublish, peers, sequence, other);
  }
}
