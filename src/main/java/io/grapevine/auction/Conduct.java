package io.grapevine.auction;

import io.grapevine.job.AttemptEnd;
import io.grapevine.job.WorkType;
import io.grapevine.libp2p.peer.PeerId;
import java.time.Duration;

/**
 * What was seen of a worker in one attempt.
 *
 * @param end how the attempt ended
 * @param blameless whether an end that is usually the worker's fault was somebody else's
 * @param took from its start to its end; zero if it was not started
 */
public record Conduct(
    PeerId worker, WorkType type, AttemptEnd end, boolean blameless, Duration took) {}
