package io.grapevine.libp2p.gossip;

/**
 * How much a router remembers, by kind. Each number has a limit in {@link GossipLimits} or {@link
 * ScoreConfig}, but for the peers, whose number the host limits.
 *
 * @param peers connected peers
 * @param scores peers with a standing, connected or gone with a bad one
 * @param seen message ids that are known
 * @param messages messages kept for IWANT
 * @param messageBytes their encoded bytes
 * @param validations messages whose validation is under way
 * @param backoffs back-offs under way
 * @param promises unanswered IWANTs that are watched
 */
public record Holdings(
    int peers,
    int scores,
    int seen,
    int messages,
    long messageBytes,
    int validations,
    int backoffs,
    int promises) {}
