package io.grapevine.libp2p.gossip;

/**
 * What one RPC may hold, checked while it is decoded. Too many entries end the stream; an id or
 * topic that is too long does so as well.
 *
 * @param rpcBytesMax bytes of a whole RPC, in and out; a message that does not fit cannot be
 *     published. 1 MiB as in all implementations
 * @param messagesMax messages in one RPC
 * @param subscriptionsMax subscription entries in one RPC
 * @param controlEntriesMax entries of each kind of control in one RPC
 * @param idsMax message ids in one RPC, all kinds together
 * @param topicBytesMax bytes of a topic
 * @param idBytesMax bytes of a message id
 */
public record RpcLimits(
    int rpcBytesMax,
    int messagesMax,
    int subscriptionsMax,
    int controlEntriesMax,
    int idsMax,
    int topicBytesMax,
    int idBytesMax) {

  private static final RpcLimits DEFAULTS =
      new RpcLimits(1024 * 1024, 4096, 1024, 1024, 5120, 256, 128);

  public RpcLimits {
    Require.positive("rpcBytesMax", rpcBytesMax);
    Require.positive("messagesMax", messagesMax);
    Require.positive("subscriptionsMax", subscriptionsMax);
    Require.positive("controlEntriesMax", controlEntriesMax);
    Require.positive("idsMax", idsMax);
    Require.positive("topicBytesMax", topicBytesMax);
    Require.positive("idBytesMax", idBytesMax);
    // One entry must fit into an RPC of its own, with room for tags and lengths.
    Require.that(
        rpcBytesMax >= 2 * (topicBytesMax + idBytesMax) + 64,
        "rpcBytesMax leaves no room for one topic and one id");
  }

  /** The values of the other implementations where they agree. */
  public static RpcLimits defaults() {
    return DEFAULTS;
  }
}
