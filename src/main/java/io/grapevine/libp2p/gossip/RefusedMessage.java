package io.grapevine.libp2p.gossip;

/**
 * A message that could be told from its neighbours in the RPC but breaks the rules of StrictSign.
 *
 * @param topic its topic, or empty when there is none or there are several
 * @param problem the first rule that it breaks
 */
public record RefusedMessage(String topic, MessageProblem problem) implements DecodedMessage {}
